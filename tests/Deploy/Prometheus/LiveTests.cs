using System.Text.Json.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Deploy.Prometheus;

/// <summary>The board and the alerts, against nodes that run.</summary>
[NeedsPostgres, Collection(nameof(ScrapedNodes))]
public sealed class LiveTests
{
    private readonly ScrapedNodes _scraped;

    public LiveTests(ScrapedNodes scraped)
    {
        PrometheusPrograms.Check();
        _scraped = scraped;
    }

    [Fact]
    public async Task Every_query_of_the_board_is_answered_with_figures()
    {
        foreach (var (panel, query) in Board.Queries)
        {
            var sent = Board.Sent(query);
            await _scraped.Until(
                async () => (await _scraped.Prometheus.Query(sent)).Any(double.IsFinite), () => $"{panel} shows something. Its query: {sent}");
        }
    }

    [Fact]
    public async Task Every_metric_that_the_board_and_the_alerts_name_is_scraped()
    {
        var named = Board.Queries.Select(query => query.Query).Concat(Rules.Alerts.Select(alert => alert.Query)).SelectMany(Board.Metrics).ToHashSet();
        HashSet<string> missing = [];
        await _scraped.Until(
            async () =>
            {
                missing = [.. named.Except(await _scraped.Prometheus.Names())];
                return missing.Count == 0;
            },
            () => $"there is {string.Join(", ", missing)}");
        Assert.True(named.Count > 40, $"Only {named.Count} are named.");
    }

    [Fact]
    public async Task Every_alert_is_evaluated_and_those_of_faults_do_not_fire_where_there_is_none()
    {
        await _scraped.Until(
            async () => (await _scraped.Prometheus.Query("up == 1")).Count == _scraped.Nodes.Count, () => $"all nodes are scraped.\n{_scraped.Prometheus.Output}");
        var names = Rules.Alerts.Select(alert => alert.Name).Order().ToList();
        await _scraped.Until(
            async () => (await _scraped.Prometheus.Rules()).Where(rule => (string)rule["health"]! == "ok").Select(rule => (string)rule["name"]!).Order().SequenceEqual(names),
            () => "every rule is evaluated");

        // A machine that is busy with other tests may be slow, and cost a node its lease.
        string[] faults = ["LockersDown", "LockersErrors", "LockersFaults", "LockersCompactionFails", "LockersDiskFull"];
        List<JsonNode> ofFaults = [];
        await _scraped.Until(
            async () =>
            {
                ofFaults = [.. (await _scraped.Prometheus.Rules()).Where(rule => faults.Contains((string)rule["name"]!))];
                return ofFaults.TrueForAll(rule => (string?)rule["state"] == "inactive");
            },
            () => $"no fault is alerted: {string.Join('\n', ofFaults.Select(rule => rule.ToJsonString()))}");
        Assert.Equal(faults.Length, ofFaults.Count);
    }

    [Fact]
    public async Task The_number_of_series_does_not_grow_with_labels_keys_and_peers()
    {
        var node = _scraped.Nodes[^1].Client;
        async Task Use(int from, int count)
        {
            for (var n = from; n < from + count; n++)
            {
                Assert.Equal(200, (await node.Post($"/registry/lockers/label{n}/store/key{n}", "text")).Status);
                Assert.Equal(200, (await node.Get($"/registry/lockers/label{n}/get/key{n}")).Status);
                await node.Get($"/nowhere/{n}");
                await node.Get($"/registry/lockers/nolabel{n}");
            }
        }

        await Use(0, 1);
        var before = Series((await node.Get("/metrics")).Text);
        await Use(1, 30);
        await _scraped.Until(async () => Value((await node.Get("/metrics")).Text, "lockers_tree_count", "content=\"locker\"") >= 31, () => "31 lockers are counted");
        var text = (await node.Get("/metrics")).Text;

        // What happens for the first time meanwhile may come on top; a series for each label or path would be hundreds.
        Assert.InRange(Series(text).Except(before).Count(), 0, 100);
        Assert.DoesNotContain("label1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nowhere", text, StringComparison.Ordinal);
    }

    private static HashSet<string> Series(string metrics) =>
        [.. metrics.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line[..line.LastIndexOf(' ')].Split("} ")[0])];

    private static double Value(string metrics, string name, string label) => double.Parse(
        metrics.Split('\n').Single(line => line.StartsWith($"{name}{{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal)).Split("} ")[1].Split(' ')[0],
        System.Globalization.CultureInfo.InvariantCulture);
}
