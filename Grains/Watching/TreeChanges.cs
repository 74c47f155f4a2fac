using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;

namespace Lockers.Grains.Watching;

/// <summary>Answers those who follow a grain's data tree: see <see cref="IWatchedTree"/>. It keeps nothing of them.</summary>
/// <param name="state">The grain's state.</param>
/// <param name="feed">What is noted of its changes.</param>
/// <param name="tree">Its tree.</param>
/// <param name="time">The clock.</param>
/// <param name="stopping">Cancelled when the node is asked to stop.</param>
internal sealed class TreeChanges(
    JournaledState state, ChangeFeed feed, GenerationTree tree, TimeProvider time, CancellationToken stopping)
{
    /// <summary>The most changes of a page.</summary>
    public int MaxChanges { get; init; } = 512;

    /// <summary>The most stores that a walk gives.</summary>
    public int MaxWalked { get; init; } = StoreWalk.MaxStores;

    // By how much the clock of the node that gave a revision out may be ahead.
    private static readonly TimeSpan MaxAhead = TimeSpan.FromSeconds(10);

    private readonly StoreWalks _walks = new();
    private Task<StoreWalk>? _walking;
    private bool _ended;

    /// <summary>Whether the tree is part of a locker, whose generation it joins with its first store: until then its followers wait.</summary>
    public bool IsPart { get; init; }

    /// <summary>How often the tree was walked.</summary>
    public int Walks { get; private set; }

    /// <summary>How many questions wait here.</summary>
    public int Waiting { get; private set; }

    /// <summary>As <see cref="IWatchedTree.Changes"/>.</summary>
    /// <exception cref="StorageUnavailableException">Another node may hold this grain by now.</exception>
    public async ValueTask<ChangePage> Read(ChangesQuery query)
    {
        var began = time.GetTimestamp();
        Waiting++;
        try
        {
            StoreWalk? walk = null;
            while (true)
            {
                state.DemandServing();
                if (Ready(query, walk, out var needsWalk) is { } page) return page;
                if (needsWalk)
                {
                    walk = await Walk(query);
                    continue;
                }

                var left = IWatchedTree.MaxWait - time.GetElapsedTime(began);
                if (!query.Wait || left <= TimeSpan.Zero || IsLeaving) return Nothing(query);
                await feed.Changed.WaitAsync(left, time, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                walk = null;
            }
        }
        finally
        {
            Waiting--;
        }
    }

    /// <summary>Nobody waits here any more: the activation is to go.</summary>
    public void End()
    {
        _ended = true;
        feed.Committed();
    }

    private bool IsLeaving => _ended || stopping.IsCancellationRequested;

    // Everything that is committed up to now has a revision up to this, and everything else one behind it.
    private long Clock => state.Revision == state.CommittedRevision ? Math.Max(time.GetUtcNow().UtcTicks, state.Revision) : state.CommittedRevision;

    private ChangePage? Ready(in ChangesQuery query, StoreWalk? walk, out bool needsWalk)
    {
        needsWalk = false;
        if (tree.IsChanging) return null;
        var (present, committed) = (tree.CommittedGeneration, state.CommittedRevision);
        if (query.After == ChangesQuery.Present) return Page(present, [], committed);
        if (present != query.Generation) return IsPart && present < query.Generation ? null : Page(present, [], 0);
        if (present == 0) return null;
        var isToCome = query.After - MaxAhead.Ticks > Math.Max(time.GetUtcNow().UtcTicks, state.Revision);
        var after = query.Margin == 0 || query.After == 0 ? query.After : Math.Max(query.After - query.Margin, feed.Removals.Floor);
        if (after >= committed && !isToCome && !HasListed(query.After)) return null;
        feed.Ask(state.Revision);
        if (isToCome || !feed.Reaches(query.After))
        {
            // What was taken back may still turn out to be committed.
            if (!feed.Reaches(committed)) return null;
            return Page(present, [new(ChangeKind.Reset, default, committed)], committed);
        }

        if (walk is null || walk.After > after || walk.UpTo < after)
        {
            walk = null;
            needsWalk = !feed.HasStores(after);
            if (needsWalk) return null;
        }

        var page = new PageBuilder(tree.Data.Root, query.Texts, feed.IsTimeline, MaxChanges);
        var upTo = Math.Min(committed, walk?.UpTo ?? committed);
        upTo = Fill(page, walk, after, upTo);
        if (page.Count == 0 && upTo == committed && upTo <= query.After && !HasListed(query.After)) return null;
        return Page(present, page.Changes, upTo);
    }

    // Whether what is kept beside the data has changed since.
    private bool HasListed(long after) => Listed > after;

    /// <summary>The revision at which what is kept beside the data has changed last; 0 while that is not committed.</summary>
    public long Listed => feed.Listed <= state.CommittedRevision ? feed.Listed : 0;

    /// <summary>As <see cref="ChangeFeed.LastDrop"/>.</summary>
    public long LastDrop => feed.LastDrop;

    // The two lists are in the order of revisions, and so is what is made of them.
    private long Fill(PageBuilder page, StoreWalk? walk, long after, long upTo)
    {
        var (removals, stores) = (feed.Removals, feed.Stores);
        var removal = removals.FirstBehind(after);
        var store = walk?.FirstBehind(after) ?? stores.FirstBehind(after);
        var count = walk?.Stores.Length ?? stores.Count;
        var reached = after;
        while (true)
        {
            var (one, other) = (removal < removals.Count ? removals[removal].Revision : long.MaxValue, long.MaxValue);
            if (store < count) other = walk?.Stores[store].Revision ?? stores[store].Revision;
            var next = Math.Min(one, other);
            if (next > upTo) return upTo;
            if (page.IsFull) return reached;
            reached = next;
            if (one < other) page.Add(removals[removal++]);
            else page.AddStore(walk is null ? stores[store++] : walk.Stores[store++]);
        }
    }

    private ChangePage Page(long generation, ImmutableArray<TreeChange> changes, long upTo) =>
        new(generation, changes, upTo, upTo >= state.CommittedRevision ? Clock : upTo, Listed, IsLeaving);

    // Nothing has changed, or nothing that can be told now.
    private ChangePage Nothing(in ChangesQuery query)
    {
        if (query.After == ChangesQuery.Present || tree.IsChanging) return new(query.Generation, [], query.After, Math.Max(query.After, 0), 0, IsLeaving);
        if (tree.CommittedGeneration == query.Generation) return Page(query.Generation, [], Math.Max(query.After, state.CommittedRevision));
        return new(query.Generation, [], query.After, Clock, 0, IsLeaving);
    }

    // One walk at a time; a caller that waited for another's begins its own, if that one is not of use to it.
    private async Task<StoreWalk> Walk(ChangesQuery query)
    {
        while (_walking is { IsCompleted: false } walking)
        {
            await ((Task)walking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        var after = Math.Max(0, query.After - query.Margin);
        return _walks.Find(query.Generation, after, query.After) ?? await (_walking = Walk(after));
    }

    private async Task<StoreWalk> Walk(long after)
    {
        var (snapshot, generation, upTo) = (tree.Snapshot(), tree.CommittedGeneration, state.CommittedRevision);
        Walks++;
        var walk = await Task.Run(() =>
        {
            using (snapshot) return StoreWalk.Run(snapshot, after, upTo, MaxWalked);
        });
        _walks.Add(generation, walk);
        return walk;
    }
}
