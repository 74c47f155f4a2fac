using System.Text.Json;
using CsCheck;
using Lockers.Grains.Results;
using Xunit;

namespace Lockers.Grains.Tests.Results;

public class MergePropertyTests
{
    [Fact]
    public void Any_order_gives_the_same() =>
        Gen.Select(Reports.Many, Gen.Int).Sample((reports, seed) =>
            All(Written.Results(reports)) == All(Written.Results(Shuffled(reports, seed))));

    [Fact]
    public void Any_grouping_gives_the_same() =>
        Gen.Select(Reports.Many, Gen.Int[0, 8], Gen.Int[0, 8]).Sample((reports, a, b) =>
        {
            int first = Math.Min(Math.Min(a, b), reports.Length), second = Math.Min(Math.Max(a, b), reports.Length);
            var tail = Written.Results(reports[first..second]);
            tail.Merge(Written.Results(reports[second..]));
            var merged = Written.Results(reports[..first]);
            merged.Merge(tail);
            return All(merged) == All(Written.Results(reports));
        });

    [Fact]
    public void What_is_written_reads_back_the_same() =>
        Reports.Many.Sample(reports =>
        {
            var results = Written.Results(reports);
            using var detailed = JsonDocument.Parse(Written.Detailed(results));
            var copy = Written.Results(
                [.. detailed.RootElement.EnumerateObject().Select(target => (target.Name, target.Value.GetRawText()))]);
            return Earlier(results) == Earlier(copy);
        });

    [Fact]
    public void What_is_written_in_the_later_dialect_reads_back_the_same() =>
        Reports.Many.Sample(reports =>
        {
            var results = Written.Results(reports);
            using var details = JsonDocument.Parse(Written.ClientDetails(results));
            var copy = Written.Results(
                [.. details.RootElement.EnumerateObject().Select(target => (target.Name, target.Value.GetRawText()))]);
            return Later(results) == Later(copy);
        });

    [Fact]
    public void Both_dialects_give_the_same_totals() =>
        Reports.Many.Sample(reports =>
        {
            var results = Written.Results(reports);
            using var earlier = JsonDocument.Parse(Written.Summary(results));
            using var later = JsonDocument.Parse(Written.ClientSummary(results));
            return Same(earlier.RootElement.GetProperty("countsByStatusCodes"), later.RootElement, "countsByStatusCodes")
                && Same(earlier.RootElement.GetProperty("countsByHeaders"), later.RootElement, "countsByHeaders")
                && earlier.RootElement.GetProperty("targetInvocationCounts").EnumerateObject().All(target =>
                    later.RootElement.GetProperty("byTargets").GetProperty(target.Name).GetProperty("invocationCount").GetInt64() == target.Value.GetInt64());
        });

    [Fact]
    public void Sums_saturate() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Long[0, long.MaxValue]).Sample((a, b) =>
            Merging.Sum(a, b) == (long)Int128.Min((Int128)a + b, long.MaxValue));

    // An empty map is left out in the later dialect.
    private static bool Same(JsonElement expected, JsonElement summary, string name) =>
        (summary.TryGetProperty(name, out var map) ? map.GetRawText() : "{}") == expected.GetRawText();

    private static string Earlier(PeerResults results) => Written.Detailed(results) + Written.Summary(results);

    private static (string, string)[] Shuffled((string, string)[] reports, int seed)
    {
        // A seeded shuffle, so that a failing sample can be repeated.
        var shuffled = reports.ToArray();
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }

    private static string Later(PeerResults results) =>
        Written.ClientDetails(results) + Written.ClientSummary(results) + Written.ClientSummary(results, parts: true);

    private static string All(PeerResults results) => Earlier(results) + Later(results);
}
