using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Peers;

/// <summary>
/// What is kept of a peer, in one tree: <c>namespace</c> (there for a registered peer), <c>pods,{address}</c>,
/// <c>epochs,{address},{number}</c>, <c>targets,{name}</c>, <c>jobs,{id}</c>.
/// </summary>
internal sealed class PeerBook(StateTree state, string name, TimeProvider time)
{
    /// <summary>The most epochs that are kept of one address: the oldest go first.</summary>
    public const int MaxEpochs = 1000;

    /// <summary>The kind of what the peer is to call.</summary>
    public const string Targets = "targets";

    /// <summary>The kind of what it is to run.</summary>
    public const string Jobs = "jobs";

    /// <summary>Whether the peer is registered.</summary>
    public bool Known => IsKnown(state.Working);

    /// <summary>Whether there is nothing to keep.</summary>
    public bool IsEmpty => state.Working.IsEmpty;

    /// <summary>Whether any pod is registered.</summary>
    public bool HasPods => Has(state.Working, "pods");

    /// <summary>The pod at an address, without its epochs, or null.</summary>
    public PodRecord? Pod(string address) => Read(Path("pods", address), PeerJson.Default.PodRecord);

    /// <summary>Keeps a pod, and that the peer is registered.</summary>
    public void Keep(string address, PodRecord pod) =>
        Put(Path("pods", address), JsonSerializer.SerializeToUtf8Bytes(pod, PeerJson.Default.PodRecord));

    /// <summary>Keeps the namespace, and so that the peer is registered.</summary>
    public void KeepNamespace(string text) => Put("namespace", Encoding.UTF8.GetBytes(text));

    /// <summary>Drops a pod; its epochs stay.</summary>
    public void DropPod(string address) => Drop(Path("pods", address));

    /// <summary>The epochs of an address, in order.</summary>
    public ImmutableArray<PodEpoch> Epochs(string address) => Epochs(state.Working, address);

    /// <summary>The present epoch of an address, which is the last, or null where it has none.</summary>
    public PodEpoch? LastEpoch(string address) => Find(state.Working, "epochs", address) is { } epochs ? Last(epochs) : null;

    /// <summary>Drops epochs of an address, the oldest first.</summary>
    /// <param name="address">The address.</param>
    /// <param name="keep">How many stay.</param>
    public void DropEpochs(string address, int keep)
    {
        if (Find(state.Working, "epochs", address) is not { } epochs) return;
        var names = new List<string>();
        for (var walker = epochs.Walk(); walker.MoveNext();)
        {
            if (walker.Step == WalkStep.Enter) names.Add(Encoding.UTF8.GetString(walker.Node.Key));
        }

        foreach (var name in names.Take(names.Count - keep)) Drop($"{Path("epochs", address)},{name}");
    }

    /// <summary>Keeps an epoch, new or changed.</summary>
    public void Keep(PodEpoch epoch) =>
        Put(EpochPath(epoch), JsonSerializer.SerializeToUtf8Bytes(epoch, PeerJson.Default.PodEpoch));

    /// <summary>The addresses that have epochs.</summary>
    public ImmutableArray<string> EpochAddresses() => [.. Items(state.Working, "epochs").Select(item => item.Name)];

    /// <summary>Everything that is committed, or null where nothing is.</summary>
    public PeerState? Describe()
    {
        var root = state.Root;
        if (root.IsEmpty) return null;
        var known = StateTree.Text(root, "namespace");
        return new(
            name,
            Encoding.UTF8.GetString(known ?? []),
            [.. Items(root, "pods").Select(pod => Whole(root, pod.Name, PodOf(pod.Node)))],
            [.. Items(root, "epochs").SelectMany(address => EpochsBelow(address.Node))],
            Named(root, Targets),
            Named(root, Jobs),
            Known: known is not null);
    }

    /// <summary>What is committed, for a read of any length.</summary>
    public TreeSnapshot Snapshot() => state.Snapshot();

    /// <summary>Whether the peer is registered, by one version of what is kept.</summary>
    public static bool IsKnown(TreeRoot root) => StateTree.Text(root, "namespace") is not null;

    /// <summary>Whether there is anything of a kind.</summary>
    public static bool Has(TreeRoot root, string kind) => root.TryFind(KeyPath.Of(kind).Utf8, out _);

    /// <summary>The items of a kind, in the order of their names: the node of each, under its name.</summary>
    public static IEnumerable<(string Name, TreeNode Node)> Items(TreeRoot root, string kind)
    {
        if (!root.TryFind(KeyPath.Of(kind).Utf8, out var node)) yield break;
        var walker = node.Walk(maxDepth: 1);
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Enter)
                yield return (KeyText.Unescape(Encoding.UTF8.GetString(walker.Node.Key)), walker.Node);
        }
    }

    /// <summary>An item of a kind, or null.</summary>
    public static TreeNode? Find(TreeRoot root, string kind, string name) =>
        root.TryFind(KeyPath.Of(Path(kind, name)).Utf8, out var node) ? node : null;

    /// <summary>The pod that a node holds, without its epochs.</summary>
    public static PodRecord PodOf(TreeNode pod) => JsonSerializer.Deserialize(pod.Text, PeerJson.Default.PodRecord)!;

    /// <summary>The last epoch of an address's node, or null where it has none.</summary>
    public static PodEpoch? Last(TreeNode epochs) => epochs.TryLast(out var last) ? Epoch(last) : null;

    /// <summary>The epoch that a node holds.</summary>
    public static PodEpoch Epoch(TreeNode epoch) => JsonSerializer.Deserialize(epoch.Text, PeerJson.Default.PodEpoch)!;

    /// <summary>Forgets everything.</summary>
    public void Clear() => state.Apply(Mutation.Clear());

    /// <summary>Replaces everything.</summary>
    public void Load(PeerState peer)
    {
        Clear();
        if (peer.Known) KeepNamespace(peer.Namespace);
        foreach (var epoch in peer.PodEpochs) Keep(epoch);
        foreach (var pod in peer.Pods)
        {
            Keep(pod.Address, new(pod.Name, pod.Node, pod.Cluster, pod.Healthy, pod.Offline, pod.PastEpochs is { IsEmpty: true }));
            foreach (var epoch in pod.PastEpochs ?? []) Keep(epoch);
            Keep(pod.Epoch);
        }

        foreach (var target in peer.Targets) Put(Path(Targets, target.Name), target.Json);
        foreach (var job in peer.Jobs) Put(Path(Jobs, job.Name), job.Json);
    }

    /// <summary>Completes when every change so far would survive.</summary>
    public ValueTask Committed() => state.Committed();

    private static string Path(string kind, string name) => $"{kind},{KeyText.Escape(name)}";

    private static string EpochPath(PodEpoch epoch) => $"{Path("epochs", epoch.Address)},{epoch.Epoch:D10}";

    private static ImmutableArray<PodEpoch> Epochs(TreeRoot root, string address) =>
        Find(root, "epochs", address) is { } node ? EpochsBelow(node) : [];

    private static ImmutableArray<PodEpoch> EpochsBelow(TreeNode address)
    {
        var epochs = ImmutableArray.CreateBuilder<PodEpoch>();
        var walker = address.Walk();
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Enter) epochs.Add(Epoch(walker.Node));
        }

        return epochs.ToImmutable();
    }

    private static Pod Whole(TreeRoot root, string address, PodRecord pod)
    {
        var epochs = Epochs(root, address);
        var past = epochs.RemoveAt(epochs.Length - 1);
        return new(
            pod.Name, address, pod.Node, pod.Cluster, pod.Healthy, pod.Offline, epochs[^1],
            past.IsEmpty && !pod.EpochsCleared ? null : past);
    }

    private static ImmutableArray<NamedJson> Named(TreeRoot root, string kind) =>
        [.. Items(root, kind).Select(item => new NamedJson(item.Name, item.Node.Text ?? []))];

    private T? Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => state.Text(path) is { } json ? JsonSerializer.Deserialize(json, type) : null;

    private void Put(string path, byte[] text) => state.Put(path, text, Now);

    private void Drop(string path) => state.Drop(path, Now);

    private long Now => time.GetUtcNow().UtcTicks;
}
