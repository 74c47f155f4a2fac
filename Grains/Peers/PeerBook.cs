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

    /// <summary>Whether the peer is registered.</summary>
    public bool Known => state.Text("namespace") is not null;

    /// <summary>Whether there is nothing to keep.</summary>
    public bool IsEmpty => state.Working.IsEmpty;

    /// <summary>Whether any pod is registered.</summary>
    public bool HasPods => state.Working.TryFind("pods"u8, out _);

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

    /// <summary>Keeps an epoch, new or changed.</summary>
    public void Keep(PodEpoch epoch) =>
        Put(EpochPath(epoch), JsonSerializer.SerializeToUtf8Bytes(epoch, PeerJson.Default.PodEpoch));

    /// <summary>Drops an epoch.</summary>
    public void Drop(PodEpoch epoch) => Drop(EpochPath(epoch));

    /// <summary>The addresses that have epochs.</summary>
    public ImmutableArray<string> EpochAddresses() => [.. Children(state.Working, "epochs").Select(child => child.Key)];

    /// <summary>Everything that is committed, or null where nothing is.</summary>
    public PeerState? Describe()
    {
        var root = state.Root;
        if (root.IsEmpty) return null;
        var known = StateTree.Text(root, "namespace");
        return new(
            name,
            Encoding.UTF8.GetString(known ?? []),
            [.. Children(root, "pods").Select(pod => Whole(root, pod.Key, JsonSerializer.Deserialize(pod.Text, PeerJson.Default.PodRecord)!))],
            [.. Children(root, "epochs").SelectMany(address => Epochs(root, address.Key))],
            Named(root, "targets"),
            Named(root, "jobs"),
            Known: known is not null);
    }

    /// <summary>What a pod is handed when it registers.</summary>
    public PeerStartup Startup() => new(Named(state.Root, "targets"), Named(state.Root, "jobs"));

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

        foreach (var target in peer.Targets) Put(Path("targets", target.Name), target.Json);
        foreach (var job in peer.Jobs) Put(Path("jobs", job.Name), job.Json);
    }

    /// <summary>Completes when every change so far would survive.</summary>
    public ValueTask Committed() => state.Committed();

    private static string Path(string kind, string name) => $"{kind},{KeyText.Escape(name)}";

    private static string EpochPath(PodEpoch epoch) => $"{Path("epochs", epoch.Address)},{epoch.Epoch:D10}";

    private static ImmutableArray<PodEpoch> Epochs(TreeRoot root, string address) =>
        root.TryFind(KeyPath.Of(Path("epochs", address)).Utf8, out var node) ? EpochsBelow(node) : [];

    private static ImmutableArray<PodEpoch> EpochsBelow(TreeNode address)
    {
        var epochs = ImmutableArray.CreateBuilder<PodEpoch>();
        var walker = address.Walk();
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Enter) epochs.Add(JsonSerializer.Deserialize(walker.Node.Text, PeerJson.Default.PodEpoch)!);
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
        [.. Children(root, kind).Select(child => new NamedJson(child.Key, child.Text ?? []))];

    private static IEnumerable<(string Key, byte[]? Text)> Children(TreeRoot root, string path)
    {
        if (!root.TryFind(KeyPath.Of(path).Utf8, out var node)) yield break;
        var walker = node.Walk(maxDepth: 1);
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Enter)
                yield return (KeyText.Unescape(Encoding.UTF8.GetString(walker.Node.Key)), walker.Node.Text);
        }
    }

    private T? Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => state.Text(path) is { } json ? JsonSerializer.Deserialize(json, type) : null;

    private void Put(string path, byte[] text) => state.Put(path, text, Now);

    private void Drop(string path) => state.Drop(path, Now);

    private long Now => time.GetUtcNow().UtcTicks;
}
