using System.Text.Json;
using CsCheck;
using Lockers.Grains.Events;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Xunit;

namespace Lockers.Grains.Tests.Events;

public class EventLogTests
{
    private static readonly EventFilter All = new("", Data: true, Reverse: false);

    private readonly StateTree _tree = SomeEvents.Tree();
    private readonly EventLog _log;

    public EventLogTests() => _log = new(_tree, TimeProvider.System);

    [Fact]
    public async Task Events_come_by_time_whatever_the_order_of_their_arrival_and_of_one_time_as_they_arrived()
    {
        Append(3, "c");
        Append(1, "a");
        Append(2, "b1");
        Append(2, "b2");

        Assert.Equal("a b1 b2 c", await Titles(All));
        Assert.Equal("c b2 b1 a", await Titles(All with { Reverse = true }));
    }

    [Fact]
    public async Task The_oldest_of_too_many_are_dropped_and_counted()
    {
        foreach (var second in Enumerable.Range(1, 10)) Append(second, $"e{second}", most: 4);

        // It is older than all that are kept.
        Append(0, "late", most: 4);

        Assert.Equal("e7 e8 e9 e10", await Titles(All));
        Assert.Equal(7, _log.Dropped);
        Assert.Equal(11, _log.Last);
    }

    [Fact]
    public async Task Where_fewer_may_be_kept_than_before_each_event_drops_some()
    {
        foreach (var second in Enumerable.Range(1, 100)) Append(second, $"e{second}", most: 100);

        Append(101, "e101", most: 2);
        Assert.Equal(85, (await SomeEvents.Events(Read(All))).Count);
        foreach (var second in Enumerable.Range(102, 9)) Append(second, $"e{second}", most: 2);

        Assert.Equal("e109 e110", await Titles(All));
    }

    [Fact]
    public void Numbers_go_on_where_another_activation_ended()
    {
        foreach (var second in (int[])[5, 1, 3]) Append(second, "e");

        Assert.Equal(3, new EventLog(_tree, TimeProvider.System).Last);
    }

    [Fact]
    public async Task A_read_shows_nothing_that_comes_after_it_began()
    {
        foreach (var second in Enumerable.Range(1, 5)) Append(second, $"e{second}");
        var first = await Read(All)(new(null, 0, 2));
        Append(9, "later");

        var rest = await SomeEvents.Pages(cursor => Read(All)(cursor.UpTo == 0 ? first.Next! : cursor));

        Assert.Equal([2, 3], [first.Marks.Length, rest.Sum(page => page.Marks.Length)]);
    }

    [Fact]
    public async Task Without_data_it_shows_as_dots()
    {
        Append(1, "t", "s", """{"data":"x","n":[1,2.50,{"data":null}]}""");
        Append(2, "t", "s", "\"a text\"");

        Assert.Equal(["\"...\"", "\"...\""], (await SomeEvents.Events(Read(All with { Data = false }))).Select(Data));
        Assert.Equal(["""{"data":"x","n":[1,2.50,{"data":null}]}""", "\"a text\""], (await SomeEvents.Events(Read(All))).Select(Data));
    }

    [Theory]
    [InlineData("TITLE", "title1 title2")]
    [InlineData("sum", "title1 title2")]
    [InlineData("title", "title1 title2")]
    [InlineData("4.20", "title1")]
    [InlineData(".*", "title2")]
    [InlineData("[a-z", "title2")]
    [InlineData("a\"b\\c", "title2")]
    [InlineData("x\ny", "title2")]
    [InlineData("ÄÖ", "title2")]
    [InlineData("peer", "")]
    [InlineData("2026", "")]
    [InlineData("host", "")]
    [InlineData("\"data\"", "")]
    public async Task A_search_is_over_title_summary_and_data_in_any_case_and_literally(string text, string titles)
    {
        Append(1, "title1", "SUMMARY", """{"n":4.20}""");
        Append(2, "title2", "a summary (.*) [a-z]", """["a\"b\\c","x\ny","äö"]""");

        Assert.Equal(titles, await Titles(All with { Text = text }));
    }

    [Fact]
    public async Task Pages_are_bounded_and_put_together_they_are_everything()
    {
        var text = new string('x', 5000);
        foreach (var second in Enumerable.Range(1, 100)) Append(second, $"e{second}", "", $"\"{text}\"");

        var pages = await SomeEvents.Pages(Read(All));

        Assert.All(pages, page => Assert.InRange(page.Bytes.Length, 0, EventPages.PageBytes + 6000));
        Assert.All(await SomeEvents.Pages(Read(All with { Text = "e7" }), most: 3), page => Assert.InRange(page.Marks.Length, 0, 3));
        Assert.Equal(100, pages.Sum(page => page.Marks.Length));
        Assert.Equal("e7 e70 e71 e72 e73 e74 e75 e76 e77 e78 e79", await Titles(All with { Text = "e7" }));
    }

    [Fact]
    public async Task Of_one_log_for_several_generations_each_shows_its_own()
    {
        foreach (var second in Enumerable.Range(1, 9)) _log.Append(SomeEvents.At(second, $"e{second}"), 8, second % 2 + 1);

        Assert.Equal("e2 e4 e6 e8", await SomeEvents.Titles(cursor => EventPages.Read(_tree.Snapshot(), All, _log.Cursor(cursor), 1)));
        Assert.Equal(
            "e9 e7 e5 e3",
            await SomeEvents.Titles(cursor => EventPages.Read(_tree.Snapshot(), All with { Reverse = true }, _log.Cursor(cursor with { Most = 1 }), 2)));
    }

    [Fact]
    public Task Any_events_come_out_in_order() => Gen.Int[0, 50].Array[0, 200].SampleAsync(async seconds =>
    {
        var tree = SomeEvents.Tree();
        var log = new EventLog(tree, TimeProvider.System);
        foreach (var second in seconds) log.Append(SomeEvents.At(second, $"{second}"), 100);
        var expected = seconds.Index().OrderBy(one => one.Item).ThenBy(one => one.Index).Select(one => one.Item).TakeLast(100);
        var shown = await SomeEvents.Events(SomeEvents.Of(tree, log, All));
        return seconds.Length > 100 || shown.Select(SomeEvents.Title).SequenceEqual(expected.Select(second => $"{second}"));
    });

    private static string Data(JsonElement shown) => shown.GetProperty("data").GetRawText();

    private Func<EventCursor, ValueTask<EventPage>> Read(EventFilter filter) => SomeEvents.Of(_tree, _log, filter);

    private Task<string> Titles(EventFilter filter) => SomeEvents.Titles(Read(filter));

    private void Append(int second, string title, string summary = "", string data = "\"\"", int most = 1000) =>
        _log.Append(SomeEvents.At(second, title, summary, data), most);
}
