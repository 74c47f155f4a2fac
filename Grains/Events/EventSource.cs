using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Events;

/// <summary>One timeline that a read takes events from, one after the other; it holds a page of them.</summary>
/// <param name="read">Reads the page that a cursor says.</param>
/// <param name="most">How many events are asked for at first: as many as one answer is likely to take of each of its timelines.</param>
/// <param name="laterMost">How many are asked for at once after that.</param>
internal sealed class EventSource(Func<EventCursor, ValueTask<EventPage>> read, int most, int laterMost)
{
    private EventCursor? _next = new(null, 0, most);
    private EventPage _page = EventPage.Empty;
    private int _mark = -1;
    private int _start;

    /// <summary>Where the event stands. Only after <see cref="MoveNext"/> gave true.</summary>
    public EventPlace Place => _page.Marks[_mark].Place;

    /// <summary>The event's JSON, until the next step.</summary>
    public ReadOnlyMemory<byte> Json => _page.Bytes.Slice(_start, _page.Marks[_mark].Length);

    /// <summary>Goes to the next event; false at the end.</summary>
    public async ValueTask<bool> MoveNext()
    {
        if (_mark >= 0) _start += _page.Marks[_mark].Length;
        for (_mark++; _mark >= _page.Marks.Length; (_mark, _start) = (0, 0))
        {
            if (_next is null) return false;
            _page = await read(_next);
            _next = _page.Next is { } next ? next with { Most = laterMost } : null;
        }

        return true;
    }
}
