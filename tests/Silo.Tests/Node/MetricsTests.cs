using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Node;

/// <summary>What a node tells of itself: at <c>/metrics</c>, and to a collector.</summary>
public sealed class MetricsTests(LockersNode node)
{
    [Fact]
    public async Task A_node_answers_Prometheus_with_figures_of_every_meter()
    {
        await node.Client.Store(Calls.FreshLabel(), "a");
        var answer = await node.Client.Get("/metrics").Done();

        Assert.StartsWith("text/plain", answer.ContentType, StringComparison.Ordinal);
        Assert.All(
            ["lockers_lease_valid", "lockers_tree_count", "lockers_request_duration_seconds", "http_server_request_duration_seconds", "kestrel_active_connections", "dotnet_gc_", "orleans_catalog_activations"],
            metric => Assert.Contains($"\n{metric}", answer.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_are_read_and_nothing_else()
    {
        await node.Client.Post("/metrics").Problem(405, "GET");
        await node.Client.Get("/metrics/x").Problem(404, "/metrics/x");
    }

    [Fact]
    public async Task A_collector_gets_metrics_and_traces()
    {
        await using var collector = new StubPod();
        var (address, arguments) = LockersNode.OnFreePorts();
        await using var process = NodeProcess.InEnvironment(
            [$"OTEL_EXPORTER_OTLP_ENDPOINT=http://{collector.Address}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "OTEL_METRIC_EXPORT_INTERVAL=500", "OTEL_BSP_SCHEDULE_DELAY=500"],
            [.. arguments, "--Lockers:Traces=true"]);
        using var client = new NodeClient(address);
        await Until.Holds(
            async () =>
            {
                try
                {
                    return (await client.Get("/registry/lockers/labels")).Status == 200
                        && collector.Lines.Contains("POST /v1/metrics") && collector.Lines.Contains("POST /v1/traces");
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            TestDeadlines.Start, () => $"the collector got both. It got:\n{string.Join('\n', collector.Lines)}\n{process.Output}", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_node_that_does_not_measure_has_no_metrics()
    {
        await using var silent = await LockersNode.Start("--Lockers:Metrics=false");

        Assert.Equal(404, await silent.Client.Status("/metrics"));
        Assert.Equal(200, await silent.Client.Status("/registry/lockers/labels"));
    }
}
