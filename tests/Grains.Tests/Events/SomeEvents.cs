using System.Buffers;
using System.Text.Json;
using Lockers.Grains.Events;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;

namespace Lockers.Grains.Tests.Events;

/// <summary>Events as front ends send them to grains.</summary>
internal static class SomeEvents
{
    /// <summary>An event at a second of a day.</summary>
    public static NewEvent At(int second, string title, string summary = "", string data = "\"\"", string peer = "p")
    {
        var ticks = new DateTime(2026, 11, 27, 0, 0, 0, DateTimeKind.Utc).AddSeconds(second).Ticks;
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, JsonText.Options))
            EventText.Write(json, title, summary, write => write.WriteRawValue(data), Rfc3339.Text(ticks), peer, "host");
        return new(ticks, 0, bytes.WrittenSpan.ToArray());
    }

    /// <summary>A tree for a timeline, in memory.</summary>
    public static StateTree Tree() => new JournaledState(1)[0];

    /// <summary>All pages of a timeline.</summary>
    public static async Task<List<EventPage>> Pages(Func<EventCursor, ValueTask<EventPage>> read, int most = 256)
    {
        var pages = new List<EventPage>();
        for (EventCursor? next = new(null, 0, most); next is not null; next = pages[^1].Next) pages.Add(await read(next));
        return pages;
    }

    /// <summary>The titles of the events of a timeline.</summary>
    public static async Task<string> Titles(Func<EventCursor, ValueTask<EventPage>> read) => string.Join(' ', (await Events(read)).Select(Title));

    /// <summary>The events of a timeline, as they are shown.</summary>
    public static async Task<List<JsonElement>> Events(Func<EventCursor, ValueTask<EventPage>> read) =>
        [.. (await Pages(read)).SelectMany(Events)];

    /// <summary>A read of a log.</summary>
    public static Func<EventCursor, ValueTask<EventPage>> Of(StateTree tree, EventLog log, EventFilter filter) =>
        cursor => EventPages.Read(tree.Snapshot(), filter, log.Cursor(cursor));

    /// <summary>An event's title.</summary>
    public static string Title(JsonElement shown) => shown.GetProperty("title").GetString()!;

    private static IEnumerable<JsonElement> Events(EventPage page)
    {
        var start = 0;
        foreach (var mark in page.Marks)
        {
            using var json = JsonDocument.Parse(page.Bytes.Slice(start, mark.Length));
            start += mark.Length;
            yield return json.RootElement.Clone();
        }
    }
}
