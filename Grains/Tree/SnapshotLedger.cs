namespace Lockers.Grains.Tree;

/// <summary>The snapshots of a tree that are alive, oldest to newest.</summary>
/// <remarks>
/// The writer adds, anyone removes. A reader's last read comes before the write of <see cref="Newest"/> in
/// <see cref="Remove"/>, the writer's read of it before it changes anything in place: both are ordered by the volatile
/// access. What the writer did before a snapshot is visible to a reader that was handed that snapshot.
/// </remarks>
internal sealed class SnapshotLedger
{
    private readonly Lock _gate = new();
    private TreeSnapshot? _newest;
    private long _newestEpoch;

    /// <summary>The epoch of the newest snapshot alive, 0 when none is.</summary>
    internal long Newest => Volatile.Read(ref _newestEpoch);

    internal void Add(TreeSnapshot snapshot)
    {
        lock (_gate)
        {
            snapshot.Older = _newest;
            if (_newest is not null) _newest.Newer = snapshot;
            SetNewest(snapshot);
        }
    }

    internal void Remove(TreeSnapshot snapshot)
    {
        lock (_gate)
        {
            if (snapshot.Older is not null) snapshot.Older.Newer = snapshot.Newer;
            if (snapshot.Newer is not null) snapshot.Newer.Older = snapshot.Older;
            else SetNewest(snapshot.Older);
            snapshot.Older = snapshot.Newer = null;
        }
    }

    private void SetNewest(TreeSnapshot? snapshot)
    {
        _newest = snapshot;
        Volatile.Write(ref _newestEpoch, snapshot?.Epoch ?? 0);
    }
}
