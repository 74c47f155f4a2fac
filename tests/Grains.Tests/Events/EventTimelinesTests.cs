using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Lockers.Grains.Events;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Xunit;

namespace Lockers.Grains.Tests.Events;

public class EventTimelinesTests
{
    private static readonly EventsQuery All = new([], new("", Data: false, Reverse: false), Unified: false, int.MaxValue);

    [Fact]
    public async Task Each_peer_has_its_timeline_and_peers_without_events_are_left_out()
    {
        var shown = await Shown(All, [[3, 1], [], [2]]);

        Assert.Equal("""{"p0":["1","3"],"p2":["2"]}""", shown);
    }

    [Fact]
    public async Task Of_nobody_there_is_nothing()
    {
        Assert.Equal("{}", await Shown(All, []));
        Assert.Equal("""{"all":[]}""", await Shown(All with { Unified = true }, []));
    }

    [Fact]
    public Task A_timeline_of_all_is_that_of_all_events_in_either_direction() =>
        Gen.Select(Gen.Int[0, 30].Array[0, 40].Array[0, 6], Gen.Bool, Gen.Int[1, 60]).SampleAsync(async (peers, reverse, limit) =>
        {
            var query = All with { Unified = true, Filter = All.Filter with { Reverse = reverse }, Limit = limit };
            var ordered = peers.SelectMany(seconds => seconds).Order();
            var expected = (reverse ? ordered.Reverse() : ordered).Take(limit).Select(second => $"\"{second}\"");
            return await Shown(query, peers) == $$"""{"all":[{{string.Join(',', expected)}}]}""";
        });

    [Fact]
    public async Task The_beginning_of_a_timeline_of_many_takes_little_of_each()
    {
        var calls = 0;
        var logs = Enumerable.Range(0, 100).Select(peer => Log(Enumerable.Range(peer, 50))).ToList();
        var reads = logs.Select((read, peer) => ($"p{peer}", new Func<EventCursor, ValueTask<EventPage>>[]
        {
            async cursor =>
            {
                var page = await read(cursor, All.Filter);
                Assert.InRange(page.Marks.Length, 0, cursor.After is null ? 4 : 256);
                Interlocked.Increment(ref calls);
                return page;
            },
        })).ToList();

        var text = await Text(All with { Unified = true, Limit = 10 }, reads);

        Assert.Equal(10, JsonNode.Parse(text)!["all"]!.AsArray().Count);
        Assert.InRange(calls, 100, 110);
    }

    private static async Task<string> Shown(EventsQuery query, int[][] peers)
    {
        var reads = peers.Select((seconds, peer) =>
        {
            var read = Log(seconds);
            return ($"p{peer}", new Func<EventCursor, ValueTask<EventPage>>[] { cursor => read(cursor, query.Filter) });
        }).ToList();
        var shown = JsonNode.Parse(await Text(query, reads))!.AsObject();
        foreach (var (name, events) in shown.ToList())
            shown[name] = new JsonArray([.. events!.AsArray().Select(happened => happened!["title"]!.DeepClone())]);
        return shown.ToJsonString();
    }

    private static Func<EventCursor, EventFilter, ValueTask<EventPage>> Log(IEnumerable<int> seconds)
    {
        var tree = SomeEvents.Tree();
        var log = new EventLog(tree, TimeProvider.System);
        foreach (var second in seconds) log.Append(SomeEvents.At(second, $"{second}"), 1000);
        return (cursor, filter) => SomeEvents.Of(tree, log, filter)(cursor);
    }

    private static async Task<string> Text(EventsQuery query, IReadOnlyList<(string, Func<EventCursor, ValueTask<EventPage>>[])> reads)
    {
        var page = new PageWriter();
        var text = new StringBuilder();
        await foreach (var _ in new EventTimelines(page, query).Render(reads))
        {
            text.Append(Encoding.UTF8.GetString(page.Written.Span));
            page.Reset();
        }

        return text.Append(Encoding.UTF8.GetString(page.Written.Span)).ToString();
    }
}
