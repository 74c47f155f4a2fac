using Lockers.Grains.Interfaces;
using Lockers.Grains.Results.Tables;
using Xunit;

namespace Lockers.Grains.Tests.Results.Tables;

public class TableTextTests
{
    [Fact]
    public void Rows_are_by_name_with_the_responses_of_each_status_and_a_total()
    {
        var table = Tabled.Of(
            ResultGrouping.Target,
            ("p1", "1:1", "t2", Tabled.Report(("200", 5))), ("p1", "1:1", "t1", Tabled.Report(("200", 98), ("503", 2))),
            ("p2", "2:2", "t1", Tabled.Report(("200", 1000))), ("p2", "2:2", "", Tabled.Report(("200", 1000))));

        Assert.Equal(
            [
                "target  requests  responses",
                "t1          1100  200:1098 503:2",
                "t2             5  200:5",
                "total       1105  200:1103 503:2",
            ],
            Tabled.Lines(table, Tabled.Query(ResultGrouping.Target)));
    }

    [Fact]
    public void With_a_filter_only_rows_are_there_of_which_a_response_counts_and_their_share()
    {
        var table = Tabled.Of(
            ResultGrouping.Instance,
            ("p1", "1:1", "t1", Tabled.Report(("200", 97), ("500", 1), ("503", 2))), ("p2", "2:2", "t1", Tabled.Report(("200", 9000))),
            ("p2", "3:3", "t1", Tabled.Report(("200", 9999), ("503", 1))), ("p3", "4:4", "t1", Tabled.Report(("503", 1))));

        Assert.Equal(
            [
                "instance  requests  5xx   share  responses",
                "p1/1:1         100    3    3.0%  500:1 503:2",
                "p2/3:3       10000    1   <0.1%  503:1",
                "p3/4:4           1    1    100%  503:1",
                "total        10101    5   <0.1%  500:1 503:4",
            ],
            Tabled.Lines(table, Tabled.Query(ResultGrouping.Instance, "5xx")));
    }

    [Fact]
    public void Names_stay_on_their_line_and_lines_within_80_columns()
    {
        var statuses = Enumerable.Range(100, 400).Select(code => ($"{code}", 1_000_000_000_000L)).ToArray();
        var table = Tabled.Of(
            ResultGrouping.Target,
            ("p", "1:1", "a\nb\u001b[31m\u202e\\", Tabled.Report(("\u001b[2J", 1))), ("p", "1:1", new string('x', 300) + "end", Tabled.Report(statuses)),
            ("p", "1:1", string.Concat(Enumerable.Repeat("漢字", 60)), Tabled.Report(statuses)));

        foreach (var status in (string[])["", "1xx,2xx,3xx,4xx"])
        {
            var lines = Tabled.Lines(table, Tabled.Query(ResultGrouping.Target, status));
            Assert.All(lines, line => Assert.InRange(ShownText.Width(line), 1, TextColumns.MaxColumns));
            Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
            Assert.Equal(status.Length == 0 ? 5 : 4, lines.Length);
            if (status.Length == 0) Assert.StartsWith(@"a\nb\u{1b}[31m\u{202e}\\ ", lines[1], StringComparison.Ordinal);
            Assert.Contains(lines, line => line.StartsWith("xxx", StringComparison.Ordinal) && line.Contains("…xx", StringComparison.Ordinal) && line.Contains("xend ", StringComparison.Ordinal));
            Assert.Contains(lines, line => line.EndsWith(" …", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_table_of_nothing_has_a_total() =>
        Assert.Equal(["peer   requests  responses", "total         0"], Tabled.Lines(new(ResultGrouping.Peer), Tabled.Query(ResultGrouping.Peer)));

    [Fact]
    public void Two_runs_stand_side_by_side()
    {
        var a = Tabled.Of(ResultGrouping.Target, ("p", "1:1", "t1", Tabled.Report(("200", 100))), ("p", "1:1", "gone", Tabled.Report(("200", 5))));
        var b = Tabled.Of(ResultGrouping.Target, ("p", "1:1", "t1", Tabled.Report(("200", 150), ("503", 50))), ("p", "1:1", "new", Tabled.Report(("0", 12_345_678))));

        var lines = Tabled.Lines(a, b, Tabled.Query(ResultGrouping.Target));

        Assert.Equal(
            [
                "a  run1",
                "b  run2",
                "                       requests                     !2xx         share",
                "target       a       b      b-a       a       b      b-a      a      b",
                "gone         5       -       -5       0       -        0     0%      -",
                "new          -   12.3M   +12.3M       -   12.3M   +12.3M      -   100%",
                "t1         100     200     +100       0      50      +50     0%  25.0%",
                "total      105   12.3M   +12.3M       0   12.3M   +12.3M     0% >99.9%",
            ],
            lines);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-9_999_999, "-9999999")]
    [InlineData(10_000_000, "10.0M")]
    [InlineData(999_999_999, "1000M")]
    [InlineData(9_999_400_000, "9999M")]
    [InlineData(9_999_600_000, "10.0G")]
    [InlineData(long.MaxValue, "9223P")]
    public void Large_numbers_are_short(long number, string shown) => Assert.Equal(shown, TextColumns.Short(number));
}
