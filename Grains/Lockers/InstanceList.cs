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
/// for the peer's own tree. What a load stages is at <c>peers-{load}</c> beside the staged data.
/// </summary>
internal sealed class InstanceList(GenerationTree locker, TimeProvider time)
{
    private const string Section = "peers";
    private static readonly byte[] Active = "1"u8.ToArray();
    private static readonly byte[] Inactive = "0"u8.ToArray();

    /// <summary>Whether the instance is listed.</summary>
    public bool Has(string peer, string instance) => locker.Meta.Text(Path(Section, peer, instance)) is not null;

    /// <summary>Lists a peer.</summary>
    public void Add(string peer) => Add(locker.Meta, Section, peer);

    /// <summary>Lists an instance, and its peer.</summary>
    public void Add(string peer, string instance, bool active) => Add(locker.Meta, Section, peer, instance, active);

    /// <summary>Lists no longer a peer and its instances.</summary>
    public void Drop(string peer) => locker.Meta.Drop(Path(Section, peer), Now);

    /// <summary>Everything that readers see listed, in order.</summary>
    public ImmutableArray<PeerEntry> List() => locker.Shows(0) ? List(locker.Meta.Root, Section) : [];

    /// <summary>Everything that is listed, what is not committed yet included.</summary>
    public ImmutableArray<PeerEntry> ListWorking() => List(locker.Meta.Working, Section);

    /// <summary>One peer with its instances, or null.</summary>
    public PeerEntry? Find(string peer) =>
        locker.Shows(0) && locker.Meta.Root.TryFind(KeyPath.Of(Path(Section, peer)).Utf8, out var node) ? Entry(node) : null;

    /// <summary>Lists a peer, or an instance of it, when the load is committed.</summary>
    public void Stage(long load, StagedInstance staged)
    {
        if (staged.Instance is { } instance) Add(locker.Staged, StagedSection(load), staged.Peer, instance, staged.Active);
        else Add(locker.Staged, StagedSection(load), staged.Peer);
    }

    /// <summary>Everything that a load has staged.</summary>
    public ImmutableArray<PeerEntry> ListStaged(long load) => List(locker.Staged.Working, StagedSection(load));

    /// <summary>Lists everything that a load has staged.</summary>
    public void TakeStaged(long load)
    {
        foreach (var peer in ListStaged(load))
        {
            Add(peer.Name);
            if (peer.HasOwn) Add(peer.Name, "", active: true);
            foreach (var instance in peer.Instances) Add(peer.Name, instance.Address, instance.Active);
        }

        Unstage(load);
    }

    /// <summary>Forgets what a load has staged.</summary>
    public void Unstage(long load) => locker.Staged.Drop(StagedSection(load), Now);

    /// <summary>Lists an instance no longer; its peer stays.</summary>
    public void Drop(string peer, string instance) => locker.Meta.Drop(Path(Section, peer, instance), Now);

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

    private static ImmutableArray<PeerEntry> List(TreeRoot root, string section)
    {
        if (!root.TryFind(KeyPath.Of(section).Utf8, out var node)) return [];
        var peers = ImmutableArray.CreateBuilder<PeerEntry>();
        var walker = node.Walk(maxDepth: 1);
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Enter) peers.Add(Entry(walker.Node));
        }

        return peers.ToImmutable();
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

    private static string StagedSection(long load) => string.Create(CultureInfo.InvariantCulture, $"{Section}-{load}");

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
