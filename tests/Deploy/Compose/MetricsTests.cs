using Lockers.Deploy.Prometheus;
using Xunit;
using YamlDotNet.Serialization;

namespace Lockers.Deploy.Compose;

/// <summary>Prometheus and Grafana in deploy/compose.yaml, which are started with the profile <c>metrics</c> only.</summary>
public sealed class MetricsTests
{
    private static readonly ComposeFile Compose = ComposeFile.Read();

    private static ComposeService Prometheus => Compose.Services["prometheus"];

    private static ComposeService Grafana => Compose.Services["grafana"];

    [Fact]
    public void They_are_started_by_their_profile_only() =>
        Assert.Equal(["grafana", "prometheus"], Compose.Services.Where(service => service.Value.Profiles.SequenceEqual(["metrics"])).Select(service => service.Key).Order());

    [Fact]
    public void Prometheus_scrapes_every_node_at_its_own_port()
    {
        var whole = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(DeployFolder.Read(PrometheusConfiguration.Name));
        var job = (Dictionary<object, object>)((List<object>)whole["scrape_configs"]).Single();
        var targets = (List<object>)((Dictionary<object, object>)((List<object>)job["static_configs"]).Single())["targets"];

        Assert.Equal(Compose.Nodes.Keys.Select(node => $"{node}:{Ports.Http}"), targets.Cast<string>());
        Assert.All(Compose.Nodes.Values, node => Assert.Contains("nodes", node.Addresses.Keys));
        Assert.Contains("nodes", Prometheus.Addresses.Keys);
    }

    [Fact]
    public void Grafana_reaches_Prometheus_and_no_node_and_only_this_machine_reaches_it()
    {
        Assert.Equal(["metrics"], Grafana.Addresses.Keys);
        Assert.Contains("metrics", Prometheus.Addresses.Keys);
        Assert.StartsWith("${GRAFANA_LISTEN:-127.0.0.1:", Assert.Single(Grafana.Ports), StringComparison.Ordinal);
        Assert.Empty(Prometheus.Ports);
        Assert.Contains("url: http://prometheus:9090", DeployFolder.Read("grafana/datasource.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_board_is_where_Grafana_looks_for_it()
    {
        var board = Grafana.Volumes.Single(volume => volume.StartsWith("./grafana/lockers.json:", StringComparison.Ordinal)).Split(':')[1];

        Assert.Contains($"path: {Path.GetDirectoryName(board)}\n", DeployFolder.Read("grafana/provider.yaml"), StringComparison.Ordinal);
    }
}
