namespace Lockers.Grains.Tree;

/// <summary>One version of a tree, which stays as it is until disposed. May be read from any thread, by many at once.</summary>
/// <remarks>
/// Disposing says that nobody reads it any more, nor a node or walker from it: what only this snapshot shared is then
/// changed in place again. It may be done on any thread, and more than once. One that is forgotten costs the memory of what
/// has changed since, and one copy of each page that changes.
/// </remarks>
internal sealed class TreeSnapshot : IDisposable
{
    private readonly SnapshotLedger _ledger;
    private Page? _top;
    private volatile bool _disposed;

    internal TreeSnapshot(SnapshotLedger ledger, long epoch, TreeRoot root, long textCount, long bytes)
    {
        _ledger = ledger;
        _top = root.Top;
        Epoch = epoch;
        TextCount = textCount;
        Bytes = bytes;
        ledger.Add(this);
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
            return new TreeRoot(top);
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

    internal bool BelongsTo(SnapshotLedger ledger) => ReferenceEquals(_ledger, ledger);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, true)) return;

        _ledger.Remove(this);
        _top = null;
    }
}
