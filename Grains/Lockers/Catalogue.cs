using System.Collections.Immutable;
using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Lockers;

/// <summary>
/// Which peers and instances have trees in a locker: a tree of <c>peer,address</c>, where the address's text says whether
/// the instance is active. The empty address stands for the peer's own tree.
/// </summary>
internal sealed class Catalogue(TimeProvider time)
{
    private static readonly byte[] Active = "1"u8.ToArray();
    private static readonly byte[] Inactive = "0"u8.ToArray();

    private readonly StateTree _state = new();

    /// <summary>Whether the peer is listed.</summary>
    public bool Has(string peer) => _state.Text(peer) is not null;

    /// <summary>Whether the instance is listed.</summary>
    public bool Has(string peer, string instance) => _state.Text(Path(peer, instance)) is not null;

    /// <summary>Lists a peer.</summary>
    public void Add(string peer)
    {
        if (!Has(peer)) _state.Put(peer, [], Now);
    }

    /// <summary>Lists an instance, and its peer.</summary>
    public void Add(string peer, string instance, bool active)
    {
        Add(peer);
        _state.Put(Path(peer, instance), active ? Active : Inactive, Now);
    }

    /// <summary>Lists no longer a peer and its instances.</summary>
    public void Drop(string peer) => _state.Drop(peer, Now);

    /// <summary>Completes when every change so far would survive.</summary>
    public ValueTask Committed() => _state.Committed();

    /// <summary>Everything that is listed, in order.</summary>
    public ImmutableArray<PeerEntry> List()
    {
        var peers = ImmutableArray.CreateBuilder<PeerEntry>();
        foreach (var peer in Top()) peers.Add(peer);
        return peers.ToImmutable();
    }

    /// <summary>One peer with its instances, or null.</summary>
    public PeerEntry? Find(string peer) =>
        _state.Root.TryFind(KeyPath.Of(peer).Utf8, out var node) ? Entry(node) : null;

    private IEnumerable<PeerEntry> Top()
    {
        var walker = _state.Root.Walk(maxDepth: 1);
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Enter) yield return Entry(walker.Node);
        }
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

    private static string Path(string peer, string instance) => $"{peer},{instance}";

    private static string Text(byte[] key) => Encoding.UTF8.GetString(key);
}

/// <summary>A peer that is listed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HasOwn">Whether it has a tree of its own.</param>
/// <param name="Instances">Its instances, in order.</param>
internal sealed record PeerEntry(string Name, bool HasOwn, ImmutableArray<InstanceEntry> Instances);

/// <summary>An instance that is listed.</summary>
internal readonly record struct InstanceEntry(string Address, bool Active);
