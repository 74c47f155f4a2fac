using System.Text;
using Lockers.Grains.Results;
using Xunit;

namespace Lockers.Grains.Tests.Results;

public class TargetResultsReaderTests
{
    private const string Whole = """{"invocationCounts":7,"countsByStatusCodes":{"200":7}}""";

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("[{\"invocationCounts\":7}]")]
    [InlineData("\"invocationCounts\"")]
    [InlineData("{\"invocationCounts\":7")]
    [InlineData("{\"invocationCounts\":7}}")]
    [InlineData("{\"invocationCounts\":7} x")]
    [InlineData("{\"invocationCounts\":7,\"countsByURIs\":{\"\\ud800\":1}}")]
    public void A_text_that_is_no_object_counts_zero(string text) => Assert.Equal(0, Read(text).Invocations);

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("7")]
    [InlineData("\"x\"")]
    [InlineData("[1,{\"invocationCounts\":3}]")]
    [InlineData("{\"x\":{\"y\":[]},\"value\":[1],\"count\":{\"value\":{}}}")]
    public void A_member_of_the_wrong_type_leaves_the_others_as_they_are(string wrong)
    {
        foreach (var name in new[] { "target", "countsByStatus", "countsByHeaders", "countsByURIs", "firstResponse", "lastResponse", "x" })
        {
            var results = Read($$"""{"{{name}}":{{wrong}},{{Whole[1..]}}""");

            Assert.Equal(7, results.Invocations);
            Assert.Equal(7, results.ByStatusCode!["200"]);
            Assert.Equal(default, results.First);
        }
    }

    [Fact]
    public void An_entry_of_the_wrong_type_is_left_out_of_its_map()
    {
        var results = Read("""
            {"countsByStatusCodes":{"200":"x","503":null,"418":1},
            "countsByHeaders":{"a":3,"b":null,"c":{"countsByValuesStatusCodes":{"v":[],"w":{"200":{"value":1},"201":false}}}}}
            """);

        Assert.Equal(["418"], results.ByStatusCode!.Keys);
        Assert.Equal(["c"], results.ByHeader!.Keys);
        Assert.Equal(["w"], results.ByHeader!["c"].ByValueAndStatusCode!.Keys);
        Assert.Equal(["200"], results.ByHeader["c"].ByValueAndStatusCode!["w"].Keys);
    }

    [Theory]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", long.MaxValue)]
    [InlineData("123456789012345678901234567890", long.MaxValue)]
    [InlineData("1e999", long.MaxValue)]
    [InlineData("1e3", 1000)]
    [InlineData("0", 0)]
    [InlineData("-1", 0)]
    [InlineData("-123456789012345678901234567890", 0)]
    [InlineData("-1e999", 0)]
    public void A_number_out_of_range_saturates(string number, long expected) =>
        Assert.Equal(expected, Read($$"""{"invocationCounts":{{number}}}""").Invocations);

    [Fact]
    public void Names_match_in_any_case_and_however_they_are_escaped() =>
        Assert.Equal(7, Read("""{"INVOCATIONCounts":1,"\u0069nvocationCounts":7}""").Invocations);

    [Fact]
    public void An_escaped_time_is_read() =>
        Assert.Equal(
            new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks,
            Read("""{"firstResponse":"2026-01-01T01:00:00\u002b01:00"}""").First.Ticks);

    [Fact]
    public void Bytes_that_are_not_utf8_become_replacement_characters() =>
        Assert.Equal(["\uFFFD"], TargetResultsReader.Read([.. "{\"countsByURIs\":{\""u8, 0xff, .. "\":1}}"u8]).ByUri!.Keys);

    [Fact]
    public void Crossed_headers_are_read_to_the_limit_and_dropped_below()
    {
        var levels = 0;
        var headers = Read(Crossed(HeaderCountsReader.MaxLevels + 5)).ByHeader;
        while (headers is not null)
        {
            var header = Assert.Single(headers).Value;
            Assert.Equal(1, header.Count.Value);
            headers = header.Crossed;
            levels++;
        }

        Assert.Equal(HeaderCountsReader.MaxLevels, levels);
    }

    [Fact]
    public void Crossed_headers_by_value_are_bounded_too()
    {
        const int Levels = 100_000;
        var headers = Repeat("""{"h":{"crossHeadersByValues":{"v":""", Levels) + "{}" + Repeat("}}}", Levels);

        Assert.Contains("crossHeadersByValues", Written.Detailed("t", $$"""{"countsByHeaders":{{headers}}}"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"crossHeaders\":", "}")]
    [InlineData("{\"count\":", "}")]
    [InlineData("{\"byStatusCodes\":{\"200\":", "}}")]
    public void Nesting_of_any_depth_is_read_over(string open, string close)
    {
        const int Depth = 1_000_000;
        var deep = Repeat(open, Depth) + "{}" + Repeat(close, Depth);

        Assert.Equal(7, Read($$"""{"x":{{deep}},"countsByHeaders":{"h":{{deep}}},"countsByTimeBuckets":{"b":{{deep}}},{{Whole[1..]}}""").Invocations);
        Assert.Equal(0, Read(Repeat(open, Depth)).Invocations);
    }

    [Fact]
    public void What_a_later_goto_counts_is_read_with_what_it_is_made_up_of()
    {
        var results = Read("""
            {"countsByStatusCodes":{"0":{"count":3,"clientStreamCount":2,"serverStreamCount":1,"retries":4,"firstResultAt":"2026-01-01T00:00:01Z",
            "byTimeBuckets":{"[0 5]":{"count":3,"byStatusCodes":{"0":{"count":3}}}}}},"countsByErrors":{"refused":{"count":3}},"countsByRetries":{}}
            """);

        Assert.Equal(3, results.ByStatusCode!["0"]);
        var tally = results.Tallies![TallyKind.StatusCodes]!["0"];
        Assert.Equal((3, 2, 1, 4), (tally.Count.Value, tally.ClientStreams, tally.ServerStreams, tally.Count.Retries));
        Assert.Equal(3, tally.ByTimeBucket!["[0 5]"].ByStatusCode!["0"].Count.Value);
        Assert.Equal(3, results.Tallies[TallyKind.Errors]!["refused"].Count.Value);
        Assert.Null(results.Tallies[TallyKind.Retries]);
    }

    [Fact]
    public void What_an_earlier_goto_counts_has_no_more_to_it() =>
        Assert.Null(Read("""{"countsByStatusCodes":{"200":2},"countsByURIs":{"/a":2}}""").Tallies);

    private static string Crossed(int levels) =>
        "{\"countsByHeaders\":" + Repeat("""{"h":{"count":{"value":1},"crossHeaders":""", levels) + "{}" + Repeat("}", (2 * levels) + 1);

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();

    private static TargetResults Read(string text) => TargetResultsReader.Read(Encoding.UTF8.GetBytes(text));
}
