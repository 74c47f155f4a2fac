using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>
/// Brings one watcher from where it is to where a hub has changes for it: it asks the trees itself. So it gets of each key the last text only, and
/// what cannot be told any more as one reset.
/// </summary>
/// <param name="watcher">The watcher.</param>
/// <param name="calls">Asks trees.</param>
/// <param name="locker">What the locker is called.</param>
/// <param name="grain">Its grain.</param>
/// <param name="parts">The trees that it lists.</param>
/// <param name="time">The clock.</param>
internal sealed class CatchUp(
    IWatcher watcher, TreeCalls calls, LockerName locker, ILockerGrain grain, Func<ListedTree, IWatchedTree> parts, TimeProvider time)
{
    // At the beginning a locker is not waited for, and behind its end no longer than it may take a grain to move.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Where the locker's own tree stands now.</summary>
    /// <exception cref="TimeoutException">It does not say.</exception>
    public async Task<Place> Present()
    {
        var reader = Own();
        calls.Begin(Patience);
        return await calls.Next(reader, default) is null ? throw new TimeoutException($"Locker {locker} does not answer.") : reader.Position;
    }

    /// <summary>Catches up with the locker's own tree, unless the watcher leaves it before.</summary>
    /// <param name="hub">Its hub.</param>
    /// <param name="known">Where the watcher is.</param>
    /// <param name="lacks">Whether the hub has the next change, but not its text.</param>
    /// <returns>Where it goes on in the hub's ring, -1 for nowhere; and up to where it knows everything then.</returns>
    public async Task<(long Next, Place Known)> WithTree(TreeHub hub, Place known, bool lacks)
    {
        var reader = Own().From(known);
        calls.Begin();

        // A place that the hub has not come to may be another locker's, or nobody's: only the tree itself knows.
        if (lacks || !hub.Present.Position.Covers(known)) await Send(reader, null);
        while (!calls.IsOver)
        {
            if (hub.Join(reader.Position) is var next and >= 0) return (next, reader.Position);
            if (await Send(reader, null) == 0) await calls.Wait();
        }

        return (-1, reader.Position);
    }

    /// <summary>Sends what is behind a place of the locker's own tree, up to where it stands now, unless that cannot be known.</summary>
    /// <returns>Whether all of it is sent.</returns>
    public async Task<bool> RestOfTree(Place known)
    {
        var (reader, now) = (Own().From(known), Own());
        calls.Begin(Patience);
        await calls.Next(now, known);
        while (!calls.IsOver && !reader.Position.Covers(now.Position) && await Send(reader, null) != 0)
        {
        }

        return !calls.IsOver;
    }

    /// <summary>As <see cref="RestOfTree"/>, of all trees that the locker lists; some of it once more.</summary>
    public async Task<bool> RestOfLocker(Place known)
    {
        calls.Begin(Patience);
        await Trees(known);
        return !calls.IsOver;
    }

    /// <summary>As <see cref="WithTree"/>, with all trees that the locker lists. Until that is done, events have the id that the watcher knows.</summary>
    public async Task<(long Next, Place Known)> WithLocker(LockerHub hub, Place known, bool lacks)
    {
        calls.Begin();
        while (true)
        {
            var (next, mark) = hub.Present;
            var generation = await Trees(known);
            if (calls.IsOver) return (-1, known);
            if (generation is null) continue;
            known = mark.Generation == generation ? mark : new(generation.Value, 0);
            if (next >= hub.Tail) return (next, known);
        }
    }

    // All trees, one behind the other, up to their present. Null where another generation began meanwhile.
    private async Task<long?> Trees(Place known)
    {
        var data = Own().From(known, LockerHub.Margin.Ticks);
        await All(data, Own(), known);
        var at = data.Position.Generation == known.Generation ? known : data.Position with { Revision = 0 };
        if (await calls.List(grain, at) is not { } list) return null;
        if (list.Generation != at.Generation && list.Generation != 0)
        {
            await calls.Wait();
            return null;
        }

        // What a tree told that is listed no longer, or anew, is gone: nobody else can tell.
        if (at.Revision > 0 && list.LastDrop > at.Revision) await watcher.Send([new(WatchedKind.Reset, at, locker, null, default)]);
        foreach (var tree in list.Trees)
        {
            await All(
                new TreeReader(parts(tree), locker, tree, time).From(at, LockerHub.Margin.Ticks),
                new TreeReader(parts(tree), locker, tree, time).In(at.Generation), at);
        }

        return at.Generation;
    }

    private TreeReader Own() => new(grain, locker, null, time);

    // Up to where the tree stands now: what comes later is in the hub's ring, and a tree that is stored into all the time has no end.
    private async Task All(TreeReader reader, TreeReader now, Place id)
    {
        await calls.Next(now, id);
        while (!calls.IsOver && !reader.IsAhead && await Send(reader, id) != 0)
        {
            id = Later(id, reader);
            if (reader.Position.Generation == now.Position.Generation && reader.Position.Revision >= now.Position.Revision) return;
        }
    }

    // The end of a generation is the end of what was known of it.
    private static Place Later(Place id, TreeReader reader) => reader.Position.Generation == id.Generation ? id : reader.Position with { Revision = 0 };

    // Sends a page.
    private async Task<int> Send(TreeReader reader, Place? id)
    {
        var before = reader.Position;
        if (await calls.Next(reader, id ?? before) is not { } changes) return 0;
        await watcher.Send(id is { } place ? changes.Select(change => change.EndsGeneration ? change : change.With(place)) : changes);
        watcher.Beat(id ?? reader.Position);
        await watcher.Flush();
        return changes.Count + (reader.Position == before ? 0 : 1);
    }
}
