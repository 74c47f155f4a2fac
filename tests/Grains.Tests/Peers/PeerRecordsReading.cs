using System.Collections.Immutable;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Peers;
using Lockers.Grains.State;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Tests;

/// <summary>What a peer's records holds, as the parts that a load would stage.</summary>
internal static class PeerRecordsReading
{
    /// <summary>Everything that is committed, or null where nothing is.</summary>
    public static PeerState? Describe(this PeerRecords records)
    {
        using var registration = records.Snapshot();
        var root = registration.Root;
        var (targets, jobs) = (Named(records, SettingKind.Target), Named(records, SettingKind.Job));
        if (root.IsEmpty && targets.IsEmpty && jobs.IsEmpty) return null;
        return new(
            records.Name,
            Encoding.UTF8.GetString(StateTree.Text(root, "namespace") ?? []),
            [.. PeerRecords.Items(root, "pods").Select(pod => Whole(root, pod.Name, PeerRecords.PodOf(pod.Node)))],
            [.. PeerRecords.Items(root, "epochs").SelectMany(address => Epochs(address.Node))],
            targets,
            jobs,
            Known: PeerRecords.IsKnown(root),
            [.. Files(records, SettingKind.Script), .. Files(records, SettingKind.File)]);
    }

    private static Pod Whole(TreeRoot root, string address, PodRecord pod)
    {
        var epochs = PeerRecords.Find(root, "epochs", address) is { } node ? Epochs(node) : [];
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
            if (walker.Step == WalkStep.Enter) epochs.Add(PeerRecords.Epoch(walker.Node));
        }

        return epochs.ToImmutable();
    }

    private static IEnumerable<PeerSetting> Files(PeerRecords records, SettingKind kind) =>
        Named(records, kind).Select(file => new PeerSetting(kind, file.Name, file.Json));

    private static ImmutableArray<NamedJson> Named(PeerRecords records, SettingKind kind)
    {
        using var snapshot = records.Settings.Snapshot(kind);
        return [.. PeerRecords.Items(snapshot.Root, PeerSettings.KeyOf(kind)).Select(item => new NamedJson(item.Name, item.Node.Text ?? []))];
    }
}
