using System.Runtime.CompilerServices;

namespace Lockers.Grains.Tree;

/// <summary>
/// A tree of keys: each may hold text, and may hold subkeys, and so on down. One writer at a time; snapshots are read from
/// any thread meanwhile. Nothing here recurses over the depth of a path.
/// </summary>
internal sealed class LockerTree(TreeGroup group)
{
    private TreeState _state;

    /// <summary>A tree that is alone in its group.</summary>
    internal LockerTree()
        : this(new TreeGroup())
    {
    }

    /// <summary>The working root: valid on the writer's thread until the next change.</summary>
    internal TreeRoot Root => new(_state.Top);

    /// <summary>How many keys hold text.</summary>
    internal long TextCount => _state.TextCount;

    /// <summary>The bytes of the texts held, and of the keys held, each key once.</summary>
    internal long Bytes => _state.Bytes;

    internal SnapshotLedger Snapshots => group.Snapshots;

    /// <summary>The way to change a tree, live or replayed. False when nothing changed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal bool Apply(in Mutation m)
    {
        var scope = new WriteScope(group.Epoch, group.Snapshots.Newest);
        return m.Kind switch
        {
            MutationKind.Store or MutationKind.Restore => TreeStore.Apply(ref _state, m, scope),
            MutationKind.Remove or MutationKind.RemoveTree => TreeRemove.Apply(ref _state, m, scope),
            MutationKind.Clear => Clear(),
            _ => throw new ArgumentOutOfRangeException(nameof(m), m.Kind, "No such kind of change."),
        };
    }

    /// <summary>
    /// Becomes what is below a path of another tree of the group, which loses it; empty where there is nothing. Pages change
    /// hands as they are, so it takes a walk that counts them, and no copy.
    /// </summary>
    internal void Take(LockerTree from, byte[] path)
    {
        if (!ReferenceEquals(from.Snapshots, Snapshots)) throw new ArgumentException("A tree of another group.", nameof(from));

        _state = from.Root.TryFind(path, out var node) ? TreeState.Below(node) : default;
        from.Apply(Mutation.RemoveTree(path, 0));
    }

    /// <summary>
    /// Puts all that another tree of the group holds, which loses it, below a key of the first level of this one, in the place of
    /// what was there. Pages change hands as they are: with nothing in that place it takes a look at each page of the first level. False when there is
    /// nothing to put.
    /// </summary>
    internal bool PutAway(LockerTree from, in Mutation m)
    {
        if (ReferenceEquals(from, this) || !ReferenceEquals(from.Snapshots, Snapshots))
            throw new ArgumentException("Not another tree of the group.", nameof(from));

        if (from._state.Top is null) return false;

        Apply(Mutation.RemoveTree(m.Path, m.Last));
        TreeStore.Hang(ref _state, m, from._state, new WriteScope(group.Epoch, group.Snapshots.Newest));
        from._state = default;
        return true;
    }

    /// <summary>The tree as it is now, for O(1). To be called by the writer.</summary>
    internal TreeSnapshot Snapshot() => new(this, group.NextEpoch(), Root, TextCount, Bytes);

    /// <summary>
    /// Takes the working root back to a snapshot of this tree that is alive, for O(1). To be called by the writer. Other
    /// snapshots stay as they are, later ones too.
    /// </summary>
    internal void RevertTo(TreeSnapshot snapshot)
    {
        if (!snapshot.BelongsTo(this)) throw new ArgumentException("A snapshot of another tree.", nameof(snapshot));

        _state = new TreeState { Top = snapshot.Root.Top, TextCount = snapshot.TextCount, Bytes = snapshot.Bytes };
    }

    private bool Clear()
    {
        var changes = _state.Top is not null;
        _state = default;
        return changes;
    }
}
