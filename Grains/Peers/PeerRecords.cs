using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Peers;

/// <summary>
/// What is kept of a peer. In one tree, its registration: <c>namespace</c> (there for a registered peer), <c>pods,{address}</c>,
/// <c>epochs,{address},{number}</c>, and <c>replaced</c>, the number of the last decision that replaced any of it. In two more, what
/// <see cref="PeerSettings"/> says. And what loads have put aside: below <c>{load},registration</c> as in the first tree, and what
/// <see cref="PeerSettings"/> puts there. It takes the place of whole trees, so that is one small change however large they are.
/// </summary>
internal sealed class PeerRecords(JournaledState grain, string name, TimeProvider time)
{
    /// <summary>How many trees the state has.</summary>
    public const int Trees = 4;

    private const int RegistrationTree = 0;
    private const string Registration = "registration";
    private const string Replaced = "replaced";

    private readonly StateTree _registration = grain[RegistrationTree];
    private volatile bool _holdsForOthers;

    /// <summary>The peer's name.</summary>
    public string Name => name;

    /// <summary>What the peer is given to run.</summary>
    public PeerSettings Settings { get; } = new(grain, time);

    /// <summary>Whether the peer is registered.</summary>
    public bool Known => IsKnown(_registration.Working);

    /// <summary>Whether there is nothing to keep.</summary>
    public bool IsEmpty => grain.IsEmpty;

    /// <summary>Whether anything but what loads have put aside is kept.</summary>
    public bool Holds => !_registration.Working.IsEmpty || !Settings.IsEmpty;

    /// <summary>As <see cref="Holds"/>, for any thread: as of the last change, or the last <see cref="Publish"/>.</summary>
    public bool HoldsForOthers => _holdsForOthers;

    /// <summary>Lets other threads see whether anything is kept. To be called when the whole state was put in.</summary>
    public void Publish() => _holdsForOthers = Holds;

    /// <summary>Whether any pod is registered.</summary>
    public bool HasPods => Has(_registration.Working, "pods");

    /// <summary>The pod at an address, without its epochs, or null.</summary>
    public PodRecord? Pod(string address) => Read(Path("pods", address), PeerJson.Default.PodRecord);

    /// <summary>Keeps a pod, and that the peer is registered.</summary>
    public void Keep(string address, PodRecord pod) =>
        Put(Path("pods", address), JsonSerializer.SerializeToUtf8Bytes(pod, PeerJson.Default.PodRecord));

    /// <summary>Keeps the namespace, and so that the peer is registered.</summary>
    public void KeepNamespace(string text) => Put("namespace", Encoding.UTF8.GetBytes(text));

    /// <summary>Drops a pod; its epochs stay.</summary>
    public void DropPod(string address) => Drop(Path("pods", address));

    /// <summary>Some committed pods behind an address, in order.</summary>
    /// <param name="after">The address; empty for the first ones.</param>
    /// <param name="limit">The most of them.</param>
    public ImmutableArray<PodAddress> Pods(string after, int limit)
    {
        var root = _registration.Root;
        var pods = ImmutableArray.CreateBuilder<PodAddress>();
        if (!root.TryFind(KeyPath.Of("pods").Utf8, out var all)) return [];
        var walker = all.Walk(maxDepth: 1);
        if (after.Length > 0) walker.SkipTo(Encoding.UTF8.GetBytes(KeyText.Escape(after)));
        while (pods.Count < limit && walker.MoveNext())
        {
            if (walker.Step == WalkStep.Leave) continue;
            var address = KeyText.Unescape(Encoding.UTF8.GetString(walker.Node.Key));
            var pod = PodOf(walker.Node);
            var epoch = Find(root, "epochs", address) is { } epochs ? Last(epochs)?.Epoch ?? 0 : 0;
            pods.Add(new(address, pod.Healthy, pod.Offline, epoch));
        }

        return pods.ToImmutable();
    }

    /// <summary>The epochs of an address, in order.</summary>
    public ImmutableArray<PodEpoch> Epochs(string address) => Epochs(_registration.Working, address);

    /// <summary>The present epoch of an address, which is the last, or null where it has none.</summary>
    public PodEpoch? LastEpoch(string address) => Find(_registration.Working, "epochs", address) is { } epochs ? Last(epochs) : null;

    /// <summary>Drops epochs of an address, the oldest first.</summary>
    /// <param name="address">The address.</param>
    /// <param name="keep">How many stay.</param>
    public void DropEpochs(string address, int keep)
    {
        if (Find(_registration.Working, "epochs", address) is not { } epochs) return;
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
    public ImmutableArray<string> EpochAddresses() => [.. Items(_registration.Working, "epochs").Select(item => item.Name)];

    /// <summary>Whether the peer is registered, as it is committed.</summary>
    public bool IsCommittedKnown => IsKnown(_registration.Root);

    /// <summary>What is committed of the registration, for a read of any length.</summary>
    public TreeSnapshot Snapshot() => _registration.Snapshot();

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

    /// <summary>Forgets the registration. What the peer is given to run stays, for when it registers again.</summary>
    public void ClearRegistration()
    {
        grain.Apply(RegistrationTree, Mutation.Clear(Now));
        Publish();
    }

    /// <summary>Keeps a target, job, script or file.</summary>
    /// <returns>Whether there is room for it.</returns>
    public bool TryPut(PeerSetting setting)
    {
        var fits = Settings.TryPut(setting);
        Publish();
        return fits;
    }

    /// <summary>Drops some of a kind: see <see cref="PeerSettings.Drop"/>.</summary>
    public void Drop(SettingKind kind, IReadOnlyCollection<string> names)
    {
        Settings.Drop(kind, names);

        // Which decision came last does not matter to a peer of which nothing is kept.
        if (Settings.IsEmpty && _registration.WorkingStats.Keys == 1 && LastReplaced != 0) _registration.Drop(Replaced, Now);
        Publish();
    }

    /// <summary>Puts aside a part of what a load brings; parts add up.</summary>
    public void Stage(long load, PeerState part)
    {
        grain.DemandRoom();
        var path = string.Create(CultureInfo.InvariantCulture, $"{load},");
        if (part.Known) Stage($"{path}{Registration},namespace", Encoding.UTF8.GetBytes(part.Namespace));
        foreach (var epoch in part.PodEpochs) Stage(path, epoch);
        foreach (var pod in part.Pods)
        {
            var record = new PodRecord(pod.Name, pod.Node, pod.Cluster, pod.Healthy, pod.Offline, pod.PastEpochs is { IsEmpty: true });
            Stage($"{path}{Registration},{Path("pods", pod.Address)}", JsonSerializer.SerializeToUtf8Bytes(record, PeerJson.Default.PodRecord));
            foreach (var epoch in pod.PastEpochs ?? []) Stage(path, epoch);
            Stage(path, pod.Epoch);
        }

        foreach (var target in part.Targets) Settings.Stage(load, new(SettingKind.Target, target.Name, target.Json));
        foreach (var job in part.Jobs) Settings.Stage(load, new(SettingKind.Job, job.Name, job.Json));
        if (part.Files.IsDefault) return;
        foreach (var file in part.Files) Settings.Stage(load, file);
    }

    /// <summary>The loads that have something put aside here.</summary>
    public List<long> StagedLoads() =>
        [.. grain[JournaledState.Staged].Working.Walk(maxDepth: 1).Keys().Select(key => long.Parse(key, CultureInfo.InvariantCulture))];

    /// <summary>Forgets what a load has put aside.</summary>
    public void Unstage(long load) => grain[JournaledState.Staged].Drop(load.ToString(CultureInfo.InvariantCulture), Now);

    /// <summary>The number of the last decision that replaced any of it; 0 for none.</summary>
    public long LastReplaced => _registration.Text(Replaced) is { } last ? BinaryPrimitives.ReadInt64LittleEndian(last) : 0;

    /// <summary>Replaces sections by what a load has put aside, or by nothing where it has not; once for each decision.</summary>
    /// <param name="number">The decision's number.</param>
    /// <param name="load">The load, or 0.</param>
    /// <param name="sections">What is replaced.</param>
    public void Replace(long number, long load, LoadSections sections)
    {
        if (LastReplaced >= number) return;
        var path = load.ToString(CultureInfo.InvariantCulture);
        if (sections.HasFlag(LoadSections.Peers)) grain.Apply(RegistrationTree, Mutation.Take(KeyPath.Of($"{path},{Registration}").Utf8, Now));
        Settings.Replace(load, sections);
        Unstage(load);
        _registration.Drop(Replaced, Now);
        Publish();
        if (!Holds) return;
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        Put(Replaced, bytes);
    }

    /// <summary>Completes when every change so far would survive.</summary>
    public ValueTask Committed() => grain.Committed();

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

    private void Stage(string path, PodEpoch epoch) =>
        Stage($"{path}{Registration},{EpochPath(epoch)}", JsonSerializer.SerializeToUtf8Bytes(epoch, PeerJson.Default.PodEpoch));

    private void Stage(string path, byte[] text) => grain[JournaledState.Staged].Put(path, text, Now);

    private T? Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => _registration.Text(path) is { } json ? JsonSerializer.Deserialize(json, type) : null;

    private void Put(string path, byte[] text)
    {
        _registration.Put(path, text, Now);
        Publish();
    }

    private void Drop(string path)
    {
        _registration.Drop(path, Now);
        Publish();
    }

    private long Now => time.GetUtcNow().UtcTicks;
}
