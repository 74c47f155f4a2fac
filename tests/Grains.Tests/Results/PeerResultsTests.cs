using System.Text.Json;
using Lockers.Grains.Reading;
using Lockers.Grains.Results;
using Lockers.Grains.Tests.Reading;
using Xunit;

namespace Lockers.Grains.Tests.Results;

public class PeerResultsTests
{
    private const string Unset = """ "0001-01-01T00:00:00Z" """;

    [Fact]
    public void No_results_are_empty_maps()
    {
        var results = Written.Results();

        Assert.Equal("{}", Written.Detailed(results));
        Assert.Equal(
            """
            {"targetInvocationCounts":{},"targetFirstResponses":{},"targetLastResponses":{},"countsByStatusCodes":{},"countsByHeaders":{},
            "countsByHeaderValues":{},"countsByTargetStatusCodes":{},"countsByTargetHeaders":{},"countsByTargetHeaderValues":{},
            "headerCounts":{},"targetHeaderCounts":{}}
            """.ReplaceLineEndings(""),
            Written.Summary(results));
    }

    [Fact]
    public void A_target_without_readable_data_is_listed_with_zeros()
    {
        var results = Written.Results(("bad", "not json at all"));

        Assert.Equal(
            """
            {"bad":{"target":"bad","invocationCounts":0,"firstResponse":"0001-01-01T00:00:00Z","lastResponse":"0001-01-01T00:00:00Z",
            "retriedInvocationCounts":0,"countsByStatus":{},"countsByStatusCodes":{},"countsByHeaders":{},"countsByURIs":{}}}
            """.ReplaceLineEndings(""),
            Written.Detailed(results));
        Assert.StartsWith(
            """{"targetInvocationCounts":{"bad":0},"targetFirstResponses":{"bad":"0001-01-01T00:00:00Z"}""",
            Written.Summary(results),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_target_is_the_key_whatever_the_text_says() =>
        Assert.Contains("""{"t2":{"target":"t2",""", Written.Detailed("t2", """{"target":"t1"}"""), StringComparison.Ordinal);

    [Fact]
    public void Unset_times_do_not_count() =>
        Assert.Contains(
            """ "firstResponse":"2026-01-01T00:00:02Z","lastResponse":"2026-01-01T00:00:03Z" """.Trim(),
            Written.Detailed(Written.Results(
                ("t", $$"""{"firstResponse":{{Unset}},"lastResponse":{{Unset}}}"""),
                ("t", """{"firstResponse":"2026-01-01T00:00:02Z","lastResponse":"2026-01-01T00:00:03Z"}"""),
                ("t", "{}"))),
            StringComparison.Ordinal);

    [Fact]
    public void The_total_of_all_targets_is_listed_but_not_added_up()
    {
        const string Report = """
            {"invocationCounts":3,"countsByStatusCodes":{"200":3},
            "countsByHeaders":{"h":{"count":{"value":3},"countsByValues":{"v":{"value":3}}}}}
            """;

        var summary = Written.Summary(Written.Results(("", Report), ("t", Report)));

        Assert.Contains(
            """
            "countsByStatusCodes":{"200":3},"countsByHeaders":{"h":3},"countsByHeaderValues":{"h":{"v":3}},
            "countsByTargetStatusCodes":{"":{"200":3},"t":{"200":3}},"countsByTargetHeaders":{"":{"h":3},"t":{"h":3}},
            "countsByTargetHeaderValues":{"":{"h":{"v":3}},"t":{"h":{"v":3}}},"headerCounts":{"h":{"header":"h","count":{"value":3,
            """.ReplaceLineEndings(""),
            summary,
            StringComparison.Ordinal);
        Assert.StartsWith("""{"targetInvocationCounts":{"":3,"t":3}""", summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Crossed_headers_merge_at_every_level()
    {
        const string Report = """
            {"countsByHeaders":{"a":{"crossHeaders":{"b":{"crossHeaders":{"c":{"count":{"value":1,"retries":2}}}}},
            "crossHeadersByValues":{"v":{"b":{"count":{"value":5}}}}}}}
            """;

        var detailed = Written.Detailed(Written.Results(("t", Report), ("t", Report)));

        Assert.Contains("""{"c":{"header":"c","count":{"value":2,"retries":4,""", detailed, StringComparison.Ordinal);
        Assert.Contains("""{"v":{"b":{"header":"b","count":{"value":10,"retries":0,""", detailed, StringComparison.Ordinal);
    }

    [Fact]
    public void Instances_of_both_dialects_merge_into_one_target() =>
        Assert.Contains(
            """
            {"t":{"target":"t","invocationCounts":5,"firstResponse":"2026-01-01T00:00:01Z","lastResponse":"2026-01-01T00:00:04Z",
            "retriedInvocationCounts":2,"countsByStatus":{"200 OK":5},"countsByStatusCodes":{"200":5},
            "countsByHeaders":{"h":{"header":"h","count":{"value":5,"retries":1,"firstResponse":"2026-01-01T00:00:01Z",
            "lastResponse":"2026-01-01T00:00:04Z"},"countsByValues":{},"countsByStatusCodes":{},"countsByValuesStatusCodes":{},
            "crossHeaders":{},"crossHeadersByValues":{},"firstResponse":"2026-01-01T00:00:01Z","lastResponse":"2026-01-01T00:00:04Z"}},
            "countsByURIs":{"/x":5}}}
            """.ReplaceLineEndings(""),
            Written.Detailed(Written.Results(
                ("t", """
                {"invocationCounts":2,"firstResponse":"2026-01-01T00:00:01Z","lastResponse":"2026-01-01T00:00:02Z",
                "retriedInvocationCounts":1,
                "countsByStatus":{"200 OK":2},"countsByStatusCodes":{"200":2},"countsByURIs":{"/x":2},
                "countsByHeaders":{"h":{"count":{"value":2,"firstResponse":"2026-01-01T00:00:01Z","lastResponse":"2026-01-01T00:00:02Z"}}}}
                """),
                ("t", """
                {"invocationCount":3,"firstResultAt":"2026-01-01T00:00:03Z","lastResultAt":"2026-01-01T00:00:04Z",
                "retriedInvocationCounts":1,
                "countsByStatus":{"200 OK":3},"countsByStatusCodes":{"200":{"count":3}},
                "countsByURIs":{"/x":{"count":3,"byStatusCodes":{}}},
                "countsByHeaders":{"h":{"count":3,"retries":1,"firstResultAt":"2026-01-01T00:00:03Z",
                "lastResultAt":"2026-01-01T00:00:04Z"}}}
                """))),
            StringComparison.Ordinal);

    [Fact]
    public void Keys_are_in_the_order_of_their_utf8_bytes()
    {
        var results = Written.Results(("\U0001F600", "{}"), ("\uFFFD", "{}"), ("b", "{}"), ("B", "{}"));

        Assert.Equal(["B", "b", "\uFFFD", "\U0001F600"], Targets(results));
    }

    [Fact]
    public void Merging_leaves_the_other_as_it_was()
    {
        const string Report = """{"invocationCounts":1,"countsByHeaders":{"h":{"count":{"value":1}}}}""";
        var other = Written.Results(("t", Report));
        var before = Written.Detailed(other);
        var merged = Written.Results();

        merged.Merge(other);
        merged.Merge(other);

        Assert.Equal(before, Written.Detailed(other));
    }

    [Theory]
    [InlineData(1, 100_000, 1)]
    [InlineData(300, 100, 3)]
    [InlineData(1, 3, 30_000)]
    public void However_large_they_are_no_page_is_much_larger_than_a_page(int targets, int uris, int headers)
    {
        var uri = string.Join(',', Enumerable.Range(0, uris).Select(number => $"\"/{number:D20}\":1"));
        const string Counts = """{"count":{"value":1},"countsByValues":{"v":{"value":1}},"crossHeaders":{"c":{"count":{"value":2}}}}""";
        var header = string.Join(',', Enumerable.Range(0, headers).Select(number => $"\"h{number}\":{Counts}"));
        var report = "{\"invocationCounts\":1,\"countsByURIs\":{" + uri + "},\"countsByHeaders\":{" + header + "}}";
        var results = Written.Results([.. Enumerable.Range(0, targets).Select(number => ($"t{number}", report))]);

        var detailed = Rendered.Pages(results.Detailed);
        Assert.InRange(detailed.Count, 3, int.MaxValue);
        Assert.All(
            detailed.Concat(Rendered.Pages(results.Summary)).Concat(Rendered.Pages(results.ClientDetails))
                .Concat(Rendered.Pages(page => results.ClientSummary(page, parts: true))),
            page => Assert.InRange(page.Length, 0, PageWriter.PageBytes + PageWriter.SliceBytes));
    }

    private static IEnumerable<string> Targets(PeerResults results)
    {
        using var json = JsonDocument.Parse(Written.Detailed(results));
        return [.. json.RootElement.EnumerateObject().Select(target => target.Name)];
    }
}
