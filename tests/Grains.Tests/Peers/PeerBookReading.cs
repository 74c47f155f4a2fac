using System.Collections.Immutable;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Peers;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Tests;

/// <summary>What a peer's book holds, as the parts that a load would stage.</summary>
internal static class PeerBookReading
{
    /// <summary>Everything that is committed, or null where nothing is.</summary>
    public static PeerState? Describe(this PeerBook book)
    {
        using var registration = book.Snapshot();
        var root = registration.Root;
        var (targets, jobs) = (Named(book, PeerBook.Targets), Named(book, PeerBook.Jobs));
        if (root.IsEmpty && targets.IsEmpty && jobs.IsEmpty) return null;
        return new(
            book.Name,
            Encoding.UTF8.GetString(StateTree.Text(root, "namespace") ?? []),
            [.. PeerBook.Items(root, "pods").Select(pod => Whole(root, pod.Name, PeerBook.PodOf(pod.Node)))],
            [.. PeerBook.Items(root, "epochs").SelectMany(address => Epochs(address.Node))],
            targets,
            jobs,
            Known: PeerBook.IsKnown(root));
    }

    private static Pod Whole(TreeRoot root, string address, PodRecord pod)
    {
        var epochs = PeerBook.Find(root, "epochs", address) is { } node ? Epochs(node) : [];
        var past = epochs.RemoveAt(epochs.Length - 1);
        return new(
            pod.Name, address, pod.Node, pod.Cluster, pod.Healthy, pod.Offline, epochs[^1],
            past.IsEmpty && !pod.EpochsCleared ? null : past);
    }

    private static ImmutableArray<PodEpoch> Epochs(TreeNode address)
    {
        var epochs = ImmutableArray.CreateBuilder<PodEpoch>();
        for (var walker = address.Walk(); walker.MoveNext();)
        {
            if (walker.Step == WalkStep.Enter) epochs.Add(PeerBook.Epoch(walker.Node));
        }

        return epochs.ToImmutable();
    }

    private static ImmutableArray<NamedJson> Named(PeerBook book, string kind)
    {
        using var snapshot = book.Snapshot(kind);
        return [.. PeerBook.Items(snapshot.Root, kind).Select(item => new NamedJson(item.Name, item.Node.Text ?? []))];
    }
}
