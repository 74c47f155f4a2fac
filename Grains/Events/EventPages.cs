using System.Buffers;
using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Events;

/// <summary>Reads a page of events from a snapshot of a timeline.</summary>
internal static class EventPages
{
    /// <summary>How large a page is meant to be, in bytes.</summary>
    public const int PageBytes = 32 * 1024;

    // How many bytes of events are looked at for one page.
    private const int LookedAtBytes = 4 * 1024 * 1024;

    private static readonly byte[] Hidden = "\"...\""u8.ToArray();

    /// <summary>Reads a page, on the thread pool, and disposes the snapshot.</summary>
    /// <param name="snapshot">The timeline.</param>
    /// <param name="filter">Which events, and how.</param>
    /// <param name="cursor">Where the read goes on.</param>
    /// <param name="generation">The generation whose events are meant; 0 where the whole tree is of one.</param>
    public static async ValueTask<EventPage> Read(TreeSnapshot snapshot, EventFilter filter, EventCursor cursor, long generation = 0)
    {
        using (snapshot) return await Task.Run(() => Render(snapshot.Root, filter, cursor, generation));
    }

    private static EventPage Render(TreeRoot root, EventFilter filter, EventCursor cursor, long generation)
    {
        var (bytes, marks) = (new ArrayBufferWriter<byte>(), ImmutableArray.CreateBuilder<EventMark>());
        using var matcher = filter.Text.Length == 0 ? null : new EventMatcher(filter.Text);
        var walker = new LevelWalker(root, filter.Reverse);
        if (cursor.After is { } after) walker.SkipTo(EventKey.Of(after, generation));
        EventPlace? at = null;
        for (long lookedAt = 0; walker.MoveNext(); lookedAt += walker.Node.Text!.Length)
        {
            if (lookedAt >= LookedAtBytes || bytes.WrittenCount >= PageBytes || marks.Count >= cursor.Most)
                return new(bytes.WrittenMemory, marks.ToImmutable(), cursor with { After = at });
            var key = walker.Node.Key;
            at = EventKey.Place(key);
            if (at.Value.Number > cursor.UpTo || (generation != 0 && EventKey.Generation(key) != generation)) continue;
            var json = walker.Node.Text!;
            if (matcher?.IsIn(json) == false) continue;
            var start = bytes.WrittenCount;
            Write(bytes, json, filter.Data);
            marks.Add(new(at.Value, bytes.WrittenCount - start));
        }

        return new(bytes.WrittenMemory, marks.ToImmutable(), null);
    }

    private static void Write(ArrayBufferWriter<byte> to, byte[] json, bool data)
    {
        if (data)
        {
            to.Write(json);
            return;
        }

        var hidden = EventText.Values(json).Data;
        to.Write(json.AsSpan(0, hidden.Start.Value));
        to.Write(Hidden);
        to.Write(json.AsSpan(hidden.End.Value));
    }
}
