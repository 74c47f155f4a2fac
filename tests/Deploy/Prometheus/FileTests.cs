using System.Text.RegularExpressions;
using k8s.Models;
using Lockers.Deploy.Kubernetes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Deploy.Prometheus;

/// <summary>What is in deploy/prometheus, deploy/grafana and docs/runbook.md, without nodes.</summary>
public sealed partial class FileTests
{
    private static readonly string Runbook = File.ReadAllText(Path.Combine(Repository.Root, "docs", "runbook.md"));

    [Fact]
    public async Task Promtool_finds_nothing_wrong_with_the_rules()
    {
        PrometheusPrograms.Check();
        var (exitCode, output) = await PrometheusPrograms.Promtool("check", "rules", DeployFolder.PathOf(Rules.Name));

        Assert.True(exitCode == 0, output);
        Assert.Contains($"{Rules.Alerts.Count} rules found", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rules_pass_their_own_tests()
    {
        PrometheusPrograms.Check();
        var (exitCode, output) = await PrometheusPrograms.Promtool("test", "rules", DeployFolder.PathOf(Rules.Tests));

        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [InlineData(PrometheusConfiguration.Name)]
    [InlineData(PrometheusConfiguration.Kubernetes)]
    public async Task Promtool_finds_nothing_wrong_with_the_configuration(string name)
    {
        PrometheusPrograms.Check();
        var file = Path.GetTempFileName();
        PrometheusConfiguration.Write(name, file, ["127.0.0.1:1"]);
        var (exitCode, output) = await PrometheusPrograms.Promtool("check", "config", file);
        File.Delete(file);

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void In_Kubernetes_the_pods_of_nodes_and_front_ends_are_found_by_what_they_have()
    {
        var text = DeployFolder.Read(PrometheusConfiguration.Kubernetes);

        Assert.Contains($"names: [{Assert.Single(Manifests.All<V1Namespace>()).Metadata.Name}]", text, StringComparison.Ordinal);
        Assert.Contains("[__meta_kubernetes_pod_label_app_kubernetes_io_name]\n        regex: lockers\n", text, StringComparison.Ordinal);
        Assert.Contains("[__meta_kubernetes_pod_container_port_name]\n        regex: http\n", text, StringComparison.Ordinal);
        Assert.All(Manifests.Workloads, workload =>
        {
            Assert.Equal("lockers", workload.Template.Metadata.Labels["app.kubernetes.io/name"]);
            Assert.Equal(Ports.Http, workload.Port("http"));
        });
    }

    [Fact]
    public void Every_alert_has_a_test_that_raises_it()
    {
        var raised = Raised().Matches(DeployFolder.Read(Rules.Tests)).Select(match => match.Groups[1].Value);

        Assert.Equal(Rules.Alerts.Select(alert => alert.Name).Order(), raised.Distinct().Order());
    }

    [Fact]
    public void Every_alert_is_in_the_runbook_with_what_it_means_what_to_look_at_and_what_to_do()
    {
        var sections = Runbook.Split("\n## ").Skip(1).ToDictionary(section => section.Split('\n')[0]);

        Assert.Equal(
            Rules.Alerts.Select(alert => alert.Name).Order(), sections.Keys.Where(name => name.StartsWith("Lockers", StringComparison.Ordinal)).Order());
        Assert.All(Rules.Alerts, alert =>
        {
            Assert.All(["**Means.** ", "**Look at.** ", "**Do.** "], part => Assert.Contains(part, sections[alert.Name], StringComparison.Ordinal));
            Assert.Equal($"docs/runbook.md#{alert.Name}".ToUpperInvariant(), ((string)alert.Annotations["runbook"]).ToUpperInvariant());
            Assert.True(alert.Labels["severity"] is "critical" or "warning", alert.Name);
            Assert.True(alert.Annotations.ContainsKey("summary"));
        });
    }

    [Fact]
    public void Links_within_the_runbook_lead_somewhere()
    {
        var headings = Runbook.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..].ToUpperInvariant());

        Assert.Subset(headings.ToHashSet(), Link().Matches(Runbook).Select(match => match.Groups[1].Value.ToUpperInvariant()).ToHashSet());
    }

    [Fact]
    public void Every_panel_says_what_it_shows_and_asks_the_source_that_the_operator_chooses()
    {
        Assert.All(Board.Panels, panel =>
        {
            Assert.NotEmpty((string)panel["title"]!);
            Assert.All(panel["targets"]!.AsArray(), target => Assert.Equal("${datasource}", (string)target!["datasource"]!["uid"]!));
        });
        Assert.Equal(Board.Panels.Count(), Board.Panels.Select(panel => (string)panel["title"]!).Distinct().Count());
        Assert.Equal(
            Board.Json["panels"]!.AsArray().Count, Board.Json["panels"]!.AsArray().Select(panel => (int)panel!["id"]!).Distinct().Count());
    }

    [GeneratedRegex(@"- alertname: (\w+)\n\s+eval_time: \w+\n\s+exp_alerts:")]
    private static partial Regex Raised();

    [GeneratedRegex(@"\]\(#([^)]+)\)")]
    private static partial Regex Link();
}
