namespace Lockers.Grains.Tree;

/// <summary>One version of a tree, which stays as it is until disposed. May be read from any thread, by many at once.</summary>
/// <remarks>
/// Disposing says that nobody reads it any more, nor a node or walker from it: what only this snapshot shared is then
/// changed in place again. It may be done on any thread, and more than once. One that is forgotten costs the memory of what
/// has changed since, and one copy of each page that changes.
/// </remarks>
internal sealed class TreeSnapshot : IDisposable
{
    private readonly LockerTree _tree;

    // Whose version this is a further hold on; null for the first, which the ledger knows.
    private readonly TreeSnapshot? _first;
    private readonly long _now;
    private Page? _top;
    private int _holds = 1;
    private volatile bool _disposed;

    internal TreeSnapshot(LockerTree tree, long epoch, TreeRoot root, long textCount, long bytes)
    {
        _tree = tree;
        (_top, _now) = (root.Top, root.Now);
        Epoch = epoch;
        TextCount = textCount;
        Bytes = bytes;
        tree.Snapshots.Add(this);
    }

    private TreeSnapshot(TreeSnapshot first, TreeRoot root)
    {
        _tree = first._tree;
        _first = first;
        (_top, _now) = (root.Top, root.Now);
        Epoch = first.Epoch;
        TextCount = first.TextCount;
        Bytes = first.Bytes;
    }

    /// <summary>The root as it was.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    internal TreeRoot Root
    {
        get
        {
            // Read before the check: a root that disposing took away must not pass for an empty tree.
            var top = Volatile.Read(ref _top);
            ObjectDisposedException.ThrowIf(_disposed, this);
            return new TreeRoot(top, _now);
        }
    }

    /// <summary>How many keys held text.</summary>
    internal long TextCount { get; }

    /// <summary>The bytes of the texts and keys held.</summary>
    internal long Bytes { get; }

    internal long Epoch { get; }

    /// <summary>The ledger's links to its neighbours; nobody else's business.</summary>
    internal TreeSnapshot? Older { get; set; }

    /// <inheritdoc cref="Older"/>
    internal TreeSnapshot? Newer { get; set; }

    /// <summary>
    /// The same version once more, to be disposed by itself: it stays as long as any hold on it. To be called by one who
    /// would dispose this one.
    /// </summary>
    /// <param name="now">As of <see cref="TreeRoot"/>.</param>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    internal TreeSnapshot Share(long now = 0)
    {
        var first = _first ?? this;
        var root = new TreeRoot(Root.Top, now);
        Interlocked.Increment(ref first._holds);
        return new TreeSnapshot(first, root);
    }

    internal bool BelongsTo(LockerTree tree) => ReferenceEquals(_tree, tree);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;

        _top = null;
        var first = _first ?? this;
        if (Interlocked.Decrement(ref first._holds) == 0) _tree.Snapshots.Remove(first);
    }
}
