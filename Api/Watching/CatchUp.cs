using Lockers.Api.Current;
using Lockers.Api.Edge;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>
/// Brings one watcher from where it is to where a hub has changes for it: it asks the trees itself. So it gets of each key the last text only, and
/// what cannot be told any more as one reset.
/// </summary>
/// <param name="stream">The watcher's stream.</param>
/// <param name="asking">How many may ask trees at once.</param>
/// <param name="edge">The lockers.</param>
/// <param name="locker">The locker.</param>
/// <param name="time">The clock.</param>
internal sealed class CatchUp(IWatcher stream, SemaphoreSlim asking, LockerEdge edge, NamedLocker locker, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private bool _left;

    /// <summary>Where the locker's own tree stands now.</summary>
    public async Task<Place> Present()
    {
        var reader = new TreeReader(locker.Grain, locker.Name, null, time);
        await Next(reader, new Pauses(time));
        return reader.Position;
    }

    /// <summary>Catches up with the locker's own tree, unless the watcher leaves it before.</summary>
    /// <param name="hub">Its hub.</param>
    /// <param name="known">Where the watcher is.</param>
    /// <param name="lacks">Whether the hub has the next change, but not its text.</param>
    /// <returns>Where it goes on in the hub's ring, -1 for nowhere; and up to where it knows everything then.</returns>
    public async Task<(long Next, Place Known)> WithTree(TreeHub hub, Place known, bool lacks)
    {
        var (reader, pauses) = (new TreeReader(locker.Grain, locker.Name, null, time).From(known), new Pauses(time));

        // A place that the hub has not come to may be another locker's, or nobody's: only the tree itself knows.
        _left = false;
        if (lacks || !hub.Present.Position.Covers(known)) await Send(reader, pauses, null);
        while (!IsOver)
        {
            if (hub.Join(reader) is var next and >= 0) return (next, reader.Position);
            if (await Send(reader, pauses, null) == 0) await Wait();
        }

        return (-1, reader.Position);
    }

    /// <summary>Sends what is behind a place of the locker's own tree, up to where it stands now.</summary>
    public async Task RestOfTree(Place known)
    {
        var (reader, now, pauses) = (new TreeReader(locker.Grain, locker.Name, null, time).From(known), new TreeReader(locker.Grain, locker.Name, null, time), new Pauses(time));
        _left = false;
        await Next(now, pauses);
        while (!IsOver && !reader.Position.Covers(now.Position) && await Send(reader, pauses, null) != 0)
        {
        }
    }

    /// <summary>As <see cref="RestOfTree"/>, of all trees that the locker lists; some of it once more.</summary>
    public Task RestOfLocker(Place known)
    {
        _left = false;
        return Trees(known);
    }

    /// <summary>As <see cref="WithTree"/>, with all trees that the locker lists. Until that is done, events have the id that the watcher knows.</summary>
    public async Task<(long Next, Place Known)> WithLocker(LockerHub hub, Place known, bool lacks)
    {
        _left = false;
        while (!IsOver)
        {
            var (next, mark) = hub.Present;
            if (await Trees(known) is not { } generation) continue;
            known = mark.Generation == generation ? mark : new(generation, 0);
            if (next >= hub.Tail) return (next, known);
        }

        return (-1, known);
    }

    // All trees, one behind the other, up to their present. Null where another generation began meanwhile.
    private async Task<long?> Trees(Place known)
    {
        var data = new TreeReader(locker.Grain, locker.Name, null, time).From(known, LockerHub.Margin.Ticks);
        await All(data, new TreeReader(locker.Grain, locker.Name, null, time), known);
        var at = data.Position.Generation == known.Generation ? known : data.Position with { Revision = 0 };
        var list = await Listed();
        if (list is null) return at.Generation;
        if (list.Generation != at.Generation && list.Generation != 0)
        {
            await Wait();
            return null;
        }

        // What a tree told that is listed no longer, or anew, is gone: nobody else can tell.
        if (at.Revision > 0 && list.LastDrop > at.Revision) await stream.Send([new(WatchedKind.Reset, at, locker.Name, null, default)]);
        foreach (var tree in list.Trees)
        {
            var part = edge.Instance(locker.Label, tree.Peer, tree.Instance);
            await All(
                new TreeReader(part, locker.Name, tree, time).From(at, LockerHub.Margin.Ticks),
                new TreeReader(part, locker.Name, tree, time).In(at.Generation), at);
        }

        return at.Generation;
    }

    // Up to where the tree stands now: what comes later is in the hub's ring, and a tree that is stored into all the time has no end.
    private async Task All(TreeReader reader, TreeReader now, Place id)
    {
        var pauses = new Pauses(time);
        await Next(now, pauses);
        while (!IsOver && !reader.IsAhead && await Send(reader, pauses, id) != 0)
        {
            id = Later(id, reader);
            if (reader.Position.Generation == now.Position.Generation && reader.Position.Revision >= now.Position.Revision) return;
        }
    }

    // The end of a generation is the end of what was known of it.
    private static Place Later(Place id, TreeReader reader) => reader.Position.Generation == id.Generation ? id : reader.Position with { Revision = 0 };

    private async Task<ListedTrees?> Listed()
    {
        var pauses = new Pauses(time);
        while (!IsOver)
        {
            try
            {
                if (await ListedParts.Read(locker.Grain, time, stream.Aborted) is { } list) return list;
            }
            catch (Exception error) when (IsForNow(error))
            {
                // It is asked again.
            }

            await Pause(pauses);
        }

        return null;
    }

    // Sends a page.
    private async Task<int> Send(TreeReader reader, Pauses pauses, Place? id)
    {
        var before = reader.Position;
        var changes = await Next(reader, pauses);
        await stream.Send(id is { } place ? changes.Select(change => change is { Kind: WatchedKind.Cleared, Source: null } ? change : change.With(place)) : changes);
        stream.Beat(id ?? reader.Position);
        await stream.Flush();
        return changes.Count + (reader.Position == before ? 0 : 1);
    }

    // What fails is asked again: the client need not notice that the locker moves. Only so many ask at once, however slow clients are.
    private async Task<List<WatchedChange>> Next(TreeReader reader, Pauses pauses)
    {
        while (true)
        {
            await asking.WaitAsync(stream.Aborted);
            try
            {
                return await reader.Next(stream.HasData, wait: false, stream.Aborted);
            }
            catch (Exception error) when (IsForNow(error))
            {
                // It is asked again.
            }
            finally
            {
                asking.Release();
            }

            await Pause(pauses);
            if (IsOver) return [];
        }
    }

    private bool IsOver => _left || stream.IsOver;

    private Task Wait() => OrLeave(Task.Delay(Interval, time, stream.Aborted));

    private Task Pause(Pauses pauses) => OrLeave(pauses.Failed(stream.Aborted));

    private async Task OrLeave(Task pause)
    {
        _left = await stream.Leaves();
        if (!_left) await pause;
    }

    /// <summary>Whether a failure is one that passes.</summary>
    public static bool IsForNow(Exception error) => error is TimeoutException or OrleansException or StorageUnavailableException;
}
