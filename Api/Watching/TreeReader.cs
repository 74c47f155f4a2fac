using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>
/// Follows one tree from a place on, a page at a time, and makes of what the tree says what a watcher is told. It knows all that there is to
/// know where it stands, so after a failure it asks again.
/// </summary>
/// <param name="tree">The tree.</param>
/// <param name="locker">The locker that it belongs to.</param>
/// <param name="source">What it is in the locker; null for the locker's own tree.</param>
/// <param name="time">The clock.</param>
internal sealed class TreeReader(IWatchedTree tree, LockerName locker, ListedTree? source, TimeProvider time)
{
    // What is begun in time is waited for in the grain.
    private static readonly TimeSpan Deadline = IWatchedTree.MaxWait + TimeSpan.FromSeconds(5);

    private long _generation;
    private long _after = ChangesQuery.Present;
    private long _margin;

    /// <summary>The place that is reached.</summary>
    public Place Position { get; private set; }

    /// <summary>The revision up to which everything is known, wherever it may come from; at most the clock of the tree's node.</summary>
    public long Known { get; private set; }

    /// <summary>Of a locker's own tree, the revision at which what it lists has changed last, as far as it said.</summary>
    public long Listed { get; private set; }

    /// <summary>Whether the grain is about to go, so that it does not wait.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>Whether a part of the locker is of a later generation than the one that is asked for: the locker's own tree tells of that one first.</summary>
    public bool IsAhead { get; private set; }

    /// <summary>Begins at a place instead of at the present.</summary>
    /// <param name="place">Where.</param>
    /// <param name="margin">How many ticks before it are told once more.</param>
    public TreeReader From(Place place, long margin = 0)
    {
        (Position, _generation, _after, _margin, Known) = (place, place.Generation, place.Revision, margin, place.Revision);
        return this;
    }

    /// <summary>Begins at the present of a generation.</summary>
    public TreeReader In(long generation)
    {
        _generation = generation;
        return this;
    }

    /// <summary>What has changed since.</summary>
    /// <param name="texts">Whether texts are needed.</param>
    /// <param name="wait">Whether to wait for a change, for some seconds.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>The changes; none where there were none, or where it only has got to know where the tree stands.</returns>
    public async Task<List<WatchedChange>> Next(bool texts, bool wait, CancellationToken stop)
    {
        var query = new ChangesQuery(_generation, _after, texts || IsTimeline, wait, _margin);
        var page = await tree.Changes(query).AsTask().Within(Deadline, time, stop);
        Listed = Math.Max(Listed, page.Listed);
        (IsLeaving, IsAhead) = (page.IsLeaving, false);
        if (_after == ChangesQuery.Present) return Began(page);
        if (page.Generation != _generation) return Moved(page);
        _margin = 0;
        var changes = new List<WatchedChange>(page.Changes.Length);
        foreach (var change in page.Changes)
        {
            if (Kind(change.Kind) is { } kind) changes.Add(new(kind, new(_generation, change.Revision), locker, source, change));
        }

        _after = page.UpTo;
        Known = Math.Max(Known, page.Clock);
        if (_generation != 0) Position = new(_generation, _after);
        return changes;
    }

    /// <summary>The generation that is followed; 0 where there is none, as behind a close.</summary>
    public long Generation => _generation;

    private List<WatchedChange> Began(ChangePage page)
    {
        if (page.UpTo == ChangesQuery.Present) throw new StorageUnavailableException("The locker is being emptied.", notMade: true);

        // A part of the locker may have joined its generation not yet, and then shows all of it.
        if (source is null) _generation = page.Generation;
        IsAhead = page.Generation > _generation;
        _after = page.Generation == _generation ? page.UpTo : 0;
        Position = _generation == 0 ? default : new(_generation, _after);
        Known = page.Clock;
        return [];
    }

    private List<WatchedChange> Moved(ChangePage page)
    {
        if (source is not null)
        {
            IsAhead = true;
            return [];
        }

        // Behind a close its watchers are where those begin who know nothing: a place in what is over may be one of another locker, which goes on.
        var ended = _generation;
        (_generation, _after, Position) = (page.Generation, 0, new(page.Generation, 0));
        if (ended == 0) return [];
        return [new(page.Generation == 0 ? WatchedKind.Closed : WatchedKind.Cleared, Position, locker, null, default)];
    }

    // An event is nothing without its text.
    private bool IsTimeline => source?.Instance == IPeerInstanceGrain.Events;

    // The keys of events are times, and the oldest go for new ones.
    private WatchedKind? Kind(ChangeKind kind) => kind switch
    {
        ChangeKind.Stored => IsTimeline ? WatchedKind.Event : WatchedKind.Stored,
        ChangeKind.Removed => IsTimeline ? null : WatchedKind.Removed,
        ChangeKind.TextRemoved => IsTimeline ? null : WatchedKind.TextRemoved,
        ChangeKind.Expired => IsTimeline ? null : WatchedKind.Expired,
        ChangeKind.TextExpired => IsTimeline ? null : WatchedKind.TextExpired,
        ChangeKind.Cleared => WatchedKind.Cleared,
        _ => WatchedKind.Reset,
    };
}
