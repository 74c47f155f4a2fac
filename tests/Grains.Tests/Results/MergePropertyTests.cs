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
            return All(results) == All(copy);
        });

    [Fact]
    public void Sums_saturate() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Long[0, long.MaxValue]).Sample((a, b) =>
            Merging.Sum(a, b) == (long)Int128.Min((Int128)a + b, long.MaxValue));

    private static (string, string)[] Shuffled((string, string)[] reports, int seed)
    {
        // A seeded shuffle, so that a failing sample can be repeated.
        var shuffled = reports.ToArray();
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }

    private static string All(PeerResults results) => Written.Detailed(results) + Written.Summary(results);
}
