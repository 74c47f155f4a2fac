using Lockers.Grains.Activation;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;

namespace Lockers.Grains.Events;

/// <summary>
/// Renders timelines of a locker's events. Of each peer it holds a page at a time, so the beginning of a timeline of all peers takes a few
/// events of each, however many there are.
/// </summary>
/// <param name="page">Where to.</param>
/// <param name="query">Which events.</param>
internal sealed class EventTimelines(PageWriter page, EventsQuery query)
{
    // How many events are asked for at first, of all timelines together.
    private const int FirstEvents = 256;
    private const int FirstOfEach = 4;

    // How many are held of all timelines together, and of one, later on.
    private const int LaterEvents = 4096;
    private const int LaterOfEach = 256;

    /// <summary>Renders <c>{peer:[Event]}</c>, without peers that have no such event, or <c>{"all":[Event]}</c>.</summary>
    /// <param name="peers">The peers in order, each with the reads of its timelines.</param>
    public IAsyncEnumerable<PageBreak> Render(IReadOnlyList<(string Name, Func<EventCursor, ValueTask<EventPage>>[] Reads)> peers) =>
        query.Unified ? Unified([.. peers.SelectMany(peer => peer.Reads)]) : Grouped(peers);

    private async IAsyncEnumerable<PageBreak> Unified(Func<EventCursor, ValueTask<EventPage>>[] reads)
    {
        page.Raw("{\"all\":["u8);
        var timeline = await Merge(reads);
        await foreach (var full in Events(timeline)) yield return full;
        page.Raw("]}"u8);
    }

    private async IAsyncEnumerable<PageBreak> Grouped(IReadOnlyList<(string Name, Func<EventCursor, ValueTask<EventPage>>[] Reads)> peers)
    {
        page.Raw("{"u8);
        var comma = false;
        foreach (var (name, reads) in peers)
        {
            var timeline = await Merge(reads);
            if (timeline.Count == 0) continue;
            if (comma) page.Raw(","u8);
            comma = true;
            page.Quoted(name);
            page.Raw(":["u8);
            await foreach (var full in Events(timeline)) yield return full;
            page.Raw("]"u8);
            if (page.Full) yield return default;
        }

        page.Raw("}"u8);
    }

    private async IAsyncEnumerable<PageBreak> Events(PriorityQueue<EventSource, (EventPlace Place, int Source)> timeline)
    {
        for (var left = query.Limit; left > 0 && timeline.TryPeek(out var earliest, out var turn); left--)
        {
            if (left < query.Limit) page.Raw(","u8);
            var json = earliest.Json;
            for (var at = 0; at < json.Length; at += PageWriter.SliceBytes)
            {
                page.Raw(json.Span.Slice(at, Math.Min(PageWriter.SliceBytes, json.Length - at)));
                if (page.Full) yield return default;
            }

            if (await earliest.MoveNext()) timeline.DequeueEnqueue(earliest, (earliest.Place, turn.Source));
            else timeline.Dequeue();
        }
    }

    /// <summary>The sources that have events, by their next one.</summary>
    private async Task<PriorityQueue<EventSource, (EventPlace Place, int Source)>> Merge(Func<EventCursor, ValueTask<EventPage>>[] reads)
    {
        var most = Math.Min(query.Limit, Math.Max(FirstOfEach, FirstEvents / Math.Max(1, reads.Length)));
        var later = Math.Clamp(LaterEvents / Math.Max(1, reads.Length), FirstOfEach, LaterOfEach);
        var sources = Array.ConvertAll(reads, read => new EventSource(read, most, later));
        var begun = new bool[sources.Length];
        await FanOut.ForEach(Enumerable.Range(0, sources.Length), async source => begun[source] = await sources[source].MoveNext());
        var timeline = new PriorityQueue<EventSource, (EventPlace Place, int Source)>(sources.Length, Comparer<(EventPlace Place, int Source)>.Create(Compare));
        for (var i = 0; i < sources.Length; i++)
        {
            if (begun[i]) timeline.Enqueue(sources[i], (sources[i].Place, i));
        }

        return timeline;
    }

    // Of the same time, the events of one timeline stay together.
    private int Compare((EventPlace Place, int Source) one, (EventPlace Place, int Source) other)
    {
        var order = one.Place.CompareTo(other.Place);
        if (one.Place.Ticks == other.Place.Ticks && one.Place.Nanoseconds == other.Place.Nanoseconds && one.Source != other.Source)
            order = one.Source.CompareTo(other.Source);
        return query.Filter.Reverse ? -order : order;
    }
}
