using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Peers;
using Lockers.Grains.State;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Lockers;

/// <summary>
/// Which peers and instances have trees in a locker: <c>peers,{peer},{address}</c> in the meta of its present generation, each name
/// as <see cref="KeyText"/> writes it, where the address's text says whether the instance is active. The empty address stands
/// for the peer's own tree. Peers with events are at <c>events,{peer}</c>: nothing else that lists peers or instances shows those. What a
/// load stages is at <c>peers-{load}</c> and <c>events-{load}</c> beside the staged data.
/// </summary>
internal sealed class InstanceList(GenerationTree locker, TimeProvider time)
{
    private const string Section = "peers";
    private const string EventsSection = "events";
    private static readonly byte[] Active = "1"u8.ToArray();
    private static readonly byte[] Inactive = "0"u8.ToArray();

    /// <summary>Whether the instance is listed.</summary>
    public bool Has(string peer, string instance) => locker.Meta.Text(PathOf(peer, instance)) is not null;

    /// <summary>Lists a peer.</summary>
    public void Add(string peer) => Add(locker.Meta, Section, peer);

    /// <summary>Lists an instance, and its peer; or a peer's events.</summary>
    public void Add(string peer, string instance, bool active)
    {
        if (instance == IPeerInstanceGrain.Events) Add(locker.Meta, EventsSection, peer);
        else Add(locker.Meta, Section, peer, instance, active);
    }

    /// <summary>Lists no longer a peer and its instances.</summary>
    public void Drop(string peer) => locker.Meta.Drop(Path(Section, peer), Now);

    /// <summary>Everything that readers see listed, in order.</summary>
    public ImmutableArray<PeerEntry> List() => locker.Shows(0) ? List(locker.Meta.Root, Section) : [];

    /// <summary>Every tree that readers see listed, those of events behind the others.</summary>
    public ImmutableArray<ListedTree> Trees()
    {
        if (!locker.Shows(0)) return [];
        var trees = ImmutableArray.CreateBuilder<ListedTree>();
        foreach (var peer in Nodes(locker.Meta.Root, Section))
        {
            foreach (var instance in Nodes(peer.Below)) trees.Add(new(Text(peer.Key), Text(instance.Key), instance.FirstReported));
        }

        foreach (var peer in Nodes(locker.Meta.Root, EventsSection)) trees.Add(new(Text(peer.Key), IPeerInstanceGrain.Events, peer.FirstReported));
        return trees.ToImmutable();
    }

    /// <summary>Everything that is listed, what is not committed yet included.</summary>
    public ImmutableArray<PeerEntry> ListWorking() => List(locker.Meta.Working, Section);

    /// <summary>The peers that readers see to have events, in order.</summary>
    public ImmutableArray<string> WithEvents() => locker.Shows(0) ? Names(locker.Meta.Root, EventsSection) : [];

    /// <summary>The peers that have events, what is not committed yet included.</summary>
    public ImmutableArray<string> WithEventsWorking() => Names(locker.Meta.Working, EventsSection);

    /// <summary>One peer with its instances, or null.</summary>
    public PeerEntry? Find(string peer) =>
        locker.Shows(0) && locker.Meta.Root.TryFind(KeyPath.Of(Path(Section, peer)).Utf8, out var node) ? Entry(node) : null;

    /// <summary>Where in a version of the meta the peers are, or one peer's instances; null where they are not.</summary>
    public static TreeRoot? Level(TreeRoot meta, string? peer)
    {
        if (meta.TryFind(KeyPath.Of(peer is null ? Section : Path(Section, peer)).Utf8, out var node)) return node.Below;
        return peer is null ? default(TreeRoot) : null;
    }

    /// <summary>What a key of such a level names, and whether it is an instance that is active.</summary>
    public static InstanceEntry Named(TreeNode node) => new(Text(node.Key), node.Text.AsSpan().SequenceEqual(Active));

    /// <summary>Lists a peer, or an instance of it, when the load is committed.</summary>
    public void Stage(long load, StagedInstance staged)
    {
        if (staged.Instance == IPeerInstanceGrain.Events) Add(locker.Staged, Staged(EventsSection, load), staged.Peer);
        else if (staged.Instance is { } instance) Add(locker.Staged, Staged(Section, load), staged.Peer, instance, staged.Active);
        else Add(locker.Staged, Staged(Section, load), staged.Peer);
    }

    /// <summary>Everything that a load has staged.</summary>
    public ImmutableArray<PeerEntry> ListStaged(long load) => List(locker.Staged.Working, Staged(Section, load));

    /// <summary>The peers of which a load has staged events.</summary>
    public ImmutableArray<string> WithEventsStaged(long load) => Names(locker.Staged.Working, Staged(EventsSection, load));

    /// <summary>Lists everything that a load has staged.</summary>
    public void TakeStaged(long load)
    {
        foreach (var peer in ListStaged(load))
        {
            Add(peer.Name);
            if (peer.HasOwn) Add(peer.Name, "", active: true);
            foreach (var instance in peer.Instances) Add(peer.Name, instance.Address, instance.Active);
        }

        foreach (var peer in WithEventsStaged(load)) Add(locker.Meta, EventsSection, peer);
        Unstage(load);
    }

    /// <summary>Forgets what a load has staged.</summary>
    public void Unstage(long load)
    {
        locker.Staged.Drop(Staged(Section, load), Now);
        locker.Staged.Drop(Staged(EventsSection, load), Now);
    }

    /// <summary>Lists an instance no longer; its peer stays.</summary>
    public void Drop(string peer, string instance) => locker.Meta.Drop(PathOf(peer, instance), Now);

    private void Add(StateTree tree, string section, string peer)
    {
        var path = Path(section, peer);
        if (tree.Text(path) is null) tree.Put(path, [], Now);
    }

    private void Add(StateTree tree, string section, string peer, string instance, bool active)
    {
        Add(tree, section, peer);
        tree.Put(Path(section, peer, instance), active ? Active : Inactive, Now);
    }

    private static ImmutableArray<string> Names(TreeRoot root, string section) =>
        root.TryFind(KeyPath.Of(section).Utf8, out var node) ? [.. node.Walk(maxDepth: 1).Keys().Select(KeyText.Unescape)] : [];

    private static ImmutableArray<PeerEntry> List(TreeRoot root, string section)
    {
        var peers = ImmutableArray.CreateBuilder<PeerEntry>();
        foreach (var peer in Nodes(root, section)) peers.Add(Entry(peer));
        return peers.ToImmutable();
    }

    private static List<TreeNode> Nodes(TreeRoot root, string section) =>
        root.TryFind(KeyPath.Of(section).Utf8, out var node) ? Nodes(node.Below) : [];

    private static List<TreeNode> Nodes(TreeRoot level)
    {
        var nodes = new List<TreeNode>();
        for (var walker = new LevelWalker(level, backwards: false); walker.MoveNext();) nodes.Add(walker.Node);
        return nodes;
    }

    private static PeerEntry Entry(TreeNode peer)
    {
        var instances = ImmutableArray.CreateBuilder<InstanceEntry>();
        var hasOwn = false;
        var walker = peer.Walk();
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Leave) continue;
            if (walker.Node.Key.Length == 0) hasOwn = true;
            else instances.Add(new(Text(walker.Node.Key), walker.Node.Text.AsSpan().SequenceEqual(Active)));
        }

        return new(Text(peer.Key), hasOwn, instances.ToImmutable());
    }

    private long Now => time.GetUtcNow().UtcTicks;

    private static string Staged(string section, long load) => string.Create(CultureInfo.InvariantCulture, $"{section}-{load}");

    private static string PathOf(string peer, string instance) =>
        instance == IPeerInstanceGrain.Events ? Path(EventsSection, peer) : Path(Section, peer, instance);

    private static string Path(string section, string peer) => $"{section},{KeyText.Escape(peer)}";

    private static string Path(string section, string peer, string instance) => $"{Path(section, peer)},{KeyText.Escape(instance)}";

    private static string Text(byte[] key) => KeyText.Unescape(Encoding.UTF8.GetString(key));
}

/// <summary>A peer that is listed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HasOwn">Whether it has a tree of its own.</param>
/// <param name="Instances">Its instances, in order.</param>
internal sealed record PeerEntry(string Name, bool HasOwn, ImmutableArray<InstanceEntry> Instances);

/// <summary>An instance that is listed.</summary>
internal readonly record struct InstanceEntry(string Address, bool Active);
