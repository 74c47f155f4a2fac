using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Events;

/// <summary>One timeline of events, in a tree whose keys are <see cref="EventKey"/>s: appending and dropping cost the same however many there are.</summary>
/// <param name="tree">The tree.</param>
/// <param name="time">The clock.</param>
internal sealed class EventLog(StateTree tree, TimeProvider time)
{
    // Where fewer may be kept than before, the rest goes with the events that follow.
    private const int MaxDroppedAtOnce = 16;

    /// <summary>The most bytes of events that a timeline keeps, whatever their number.</summary>
    public const long MaxBytes = 256 * 1024 * 1024;

    private long _last = -1;

    /// <summary>How many events were dropped for others, since this activation began.</summary>
    public long Dropped { get; private set; }

    /// <summary>Keeps an event, and drops the oldest of too many.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="most">How many are kept.</param>
    /// <param name="generation">The generation that the event belongs to; 0 where the whole tree is of one.</param>
    /// <returns>The event's number.</returns>
    public long Append(NewEvent happened, int most, long generation = 0)
    {
        var now = time.GetUtcNow().UtcTicks;
        var number = Last + 1;
        var key = EventKey.Of(new(happened.Ticks, happened.Nanoseconds, number), generation);
        tree.Apply(Mutation.Store(key, happened.Json, TextFormat.Json, now));
        _last = number;
        for (var dropped = 0; IsFull(most) && dropped < MaxDroppedAtOnce; dropped++)
        {
            var oldest = new LevelWalker(tree.Working, backwards: false);
            if (!oldest.MoveNext()) break;
            tree.Apply(Mutation.RemoveTree(oldest.Node.Key, now));
            Dropped++;
        }

        return number;
    }

    private bool IsFull(int most) => tree.WorkingStats is var held && held.Keys > 1 && (held.Keys > most || held.Bytes > MaxBytes);

    /// <summary>Where a read goes on; one that begins shows no event that comes later.</summary>
    public EventCursor Cursor(EventCursor cursor) => cursor.UpTo > 0 ? cursor : cursor with { UpTo = Math.Max(1, Last) };

    /// <summary>Forgets the numbers that were given out: the tree is another's now.</summary>
    public void Renew() => _last = -1;

    /// <summary>The number of the last event; 0 where there was none.</summary>
    public long Last => _last >= 0 ? _last : _last = Highest();

    // Events come in any order of their times, so any of them may be the last that came.
    private long Highest()
    {
        var highest = 0L;
        for (var all = new LevelWalker(tree.Working, backwards: false); all.MoveNext();) highest = Math.Max(highest, EventKey.Place(all.Node.Key).Number);
        return highest;
    }
}
