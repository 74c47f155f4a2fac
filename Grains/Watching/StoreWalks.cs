namespace Lockers.Grains.Watching;

/// <summary>
/// The walks that are likely to be asked for again: who catches up takes one page after the other, and several who do are not in step. Those that
/// were of no use for the longest time go for new ones.
/// </summary>
/// <param name="maxBytes">The most bytes of paths that are kept, but for one walk.</param>
internal sealed class StoreWalks(long maxBytes = StoreWalks.MaxBytes)
{
    /// <summary>The most walks that are kept.</summary>
    public const int Most = 8;

    private const long MaxBytes = 8 * 1024 * 1024;

    // The last one that was of use is the last.
    private readonly List<(StoreWalk Walk, long Bytes)> _walks = [];
    private long _generation;

    /// <summary>Finds a walk that shows every store behind a revision, and goes on behind another.</summary>
    /// <param name="generation">The generation of the tree.</param>
    /// <param name="after">Behind which revision stores are wanted.</param>
    /// <param name="known">Up to which revision they are known; at least <paramref name="after"/>.</param>
    public StoreWalk? Find(long generation, long after, long known)
    {
        var at = generation == _generation ? _walks.FindLastIndex(kept => kept.Walk.After <= after && kept.Walk.UpTo > known) : -1;
        if (at < 0) return null;
        var found = _walks[at];
        _walks.RemoveAt(at);
        _walks.Add(found);
        return found.Walk;
    }

    /// <summary>Keeps a walk.</summary>
    public void Add(long generation, StoreWalk walk)
    {
        if (generation != _generation) _walks.Clear();
        _generation = generation;
        _walks.Add((walk, walk.Stores.Sum(store => (long)store.Path.Length)));
        while (_walks.Count > Most || (_walks.Count > 1 && _walks.Sum(kept => kept.Bytes) > maxBytes)) _walks.RemoveAt(0);
    }
}
