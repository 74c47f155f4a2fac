using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Peers;

/// <summary>
/// What is kept of a peer. In one tree, its registration: <c>namespace</c> (there for a registered peer), <c>pods,{address}</c>,
/// <c>epochs,{address},{number}</c>, and <c>replaced</c>, the number of the last decision that replaced any of it. In one tree each, its
/// targets by name and its jobs by id. And what loads have put aside: <c>{load},registration,…</c>, <c>{load},targets,…</c>,
/// <c>{load},jobs,…</c>. A load's parts take the place of whole trees, so that is one small change however large they are.
/// </summary>
internal sealed class PeerBook(GrainState grain, string name, TimeProvider time)
{
    /// <summary>How many trees the state has.</summary>
    public const int Trees = 4;

    private const int RegistrationTree = 0;
    private const int TargetsTree = 1;
    private const int JobsTree = 3;
    private const string Replaced = "replaced";
    private const string RegistrationKey = "registration";
    private const string TargetsKey = "targets";
    private const string JobsKey = "jobs";

    private readonly StateTree state = grain[RegistrationTree];

    /// <summary>The most epochs that are kept of one address: the oldest go first.</summary>
    public const int MaxEpochs = 1000;

    /// <summary>Whether the peer is registered.</summary>
    public bool Known => state.Text("namespace") is not null;

    /// <summary>Whether there is nothing to keep.</summary>
    public bool IsEmpty => grain.IsEmpty;

    /// <summary>Whether anything but what loads have put aside is kept.</summary>
    public bool Holds => !state.Working.IsEmpty || !grain[TargetsTree].Working.IsEmpty || !grain[JobsTree].Working.IsEmpty;

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
        var (targets, jobs) = (Named(TargetsTree), Named(JobsTree));
        if (root.IsEmpty && targets.IsEmpty && jobs.IsEmpty) return null;
        var known = StateTree.Text(root, "namespace");
        return new(
            name,
            Encoding.UTF8.GetString(known ?? []),
            [.. Children(root, "pods").Select(pod => Whole(root, pod.Key, JsonSerializer.Deserialize(pod.Text, PeerJson.Default.PodRecord)!))],
            [.. Children(root, "epochs").SelectMany(address => Epochs(root, address.Key))],
            targets,
            jobs,
            Known: known is not null);
    }

    /// <summary>What a pod is handed when it registers.</summary>
    public PeerStartup Startup() => new(Named(TargetsTree), Named(JobsTree));

    /// <summary>Forgets everything but what loads have put aside.</summary>
    public void Clear()
    {
        foreach (var tree in (ReadOnlySpan<int>)[RegistrationTree, TargetsTree, JobsTree]) grain.Apply(tree, Mutation.Clear());
    }

    /// <summary>Puts aside a part of what a load brings; parts add up.</summary>
    public void Stage(long load, PeerState part)
    {
        grain.DemandRoom();
        var path = string.Create(CultureInfo.InvariantCulture, $"{load},");
        if (part.Known) Stage($"{path}{RegistrationKey},namespace", Encoding.UTF8.GetBytes(part.Namespace));
        foreach (var epoch in part.PodEpochs) Stage(path, epoch);
        foreach (var pod in part.Pods)
        {
            var record = new PodRecord(pod.Name, pod.Node, pod.Cluster, pod.Healthy, pod.Offline, pod.PastEpochs is { IsEmpty: true });
            Stage($"{path}{RegistrationKey},{Path("pods", pod.Address)}", JsonSerializer.SerializeToUtf8Bytes(record, PeerJson.Default.PodRecord));
            foreach (var epoch in pod.PastEpochs ?? []) Stage(path, epoch);
            Stage(path, pod.Epoch);
        }

        foreach (var target in part.Targets) Stage($"{path}{Path(TargetsKey, target.Name)}", target.Json);
        foreach (var job in part.Jobs) Stage($"{path}{Path(JobsKey, job.Name)}", job.Json);
    }

    /// <summary>The loads that have something put aside here.</summary>
    public List<long> StagedLoads() =>
        [.. Keys(grain[GrainState.Staged].Working).Select(key => long.Parse(key, CultureInfo.InvariantCulture))];

    /// <summary>Forgets what a load has put aside.</summary>
    public void Unstage(long load) => grain[GrainState.Staged].Drop(load.ToString(CultureInfo.InvariantCulture), Now);

    /// <summary>Replaces sections by what a load has put aside, or by nothing where it has not; once for each decision.</summary>
    /// <param name="number">The decision's number.</param>
    /// <param name="load">The load, or 0.</param>
    /// <param name="sections">What is replaced.</param>
    public void Replace(long number, long load, LoadSections sections)
    {
        if (state.Text(Replaced) is { } last && BinaryPrimitives.ReadInt64LittleEndian(last) >= number) return;
        var path = load.ToString(CultureInfo.InvariantCulture);
        if (sections.HasFlag(LoadSections.Peers)) grain.Apply(RegistrationTree, Mutation.Take(KeyPath.Of($"{path},{RegistrationKey}").Utf8));
        if (sections.HasFlag(LoadSections.Targets)) grain.Apply(TargetsTree, Mutation.Take(KeyPath.Of($"{path},{TargetsKey}").Utf8));
        if (sections.HasFlag(LoadSections.Jobs)) grain.Apply(JobsTree, Mutation.Take(KeyPath.Of($"{path},{JobsKey}").Utf8));
        Unstage(load);
        state.Drop(Replaced, Now);
        if (!Holds) return;
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        Put(Replaced, bytes);
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

    private ImmutableArray<NamedJson> Named(int tree) =>
        [.. Children(grain[tree].Root.Walk(maxDepth: 1)).Select(child => new NamedJson(KeyText.Unescape(child.Key), child.Text ?? []))];

    private void Stage(string path, PodEpoch epoch) =>
        Stage($"{path}{RegistrationKey},{EpochPath(epoch)}", JsonSerializer.SerializeToUtf8Bytes(epoch, PeerJson.Default.PodEpoch));

    private void Stage(string path, byte[] text) => grain[GrainState.Staged].Put(path, text, Now);

    private static IEnumerable<string> Keys(TreeRoot root) => Children(root.Walk(maxDepth: 1)).Select(child => child.Key);

    private static IEnumerable<(string Key, byte[]? Text)> Children(TreeRoot root, string path) =>
        root.TryFind(KeyPath.Of(path).Utf8, out var node)
            ? Children(node.Walk(maxDepth: 1)).Select(child => (KeyText.Unescape(child.Key), child.Text))
            : [];

    private static IEnumerable<(string Key, byte[]? Text)> Children(TreeWalker walker)
    {
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Enter) yield return (Encoding.UTF8.GetString(walker.Node.Key), walker.Node.Text);
        }
    }

    private T? Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => state.Text(path) is { } json ? JsonSerializer.Deserialize(json, type) : null;

    private void Put(string path, byte[] text) => state.Put(path, text, Now);

    private void Drop(string path) => state.Drop(path, Now);

    private long Now => time.GetUtcNow().UtcTicks;
}
