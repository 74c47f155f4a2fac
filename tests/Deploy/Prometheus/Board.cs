using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lockers.Deploy.Prometheus;

/// <summary>deploy/grafana/lockers.json, and what of queries is checked.</summary>
internal static partial class Board
{
    /// <summary>The file.</summary>
    public static JsonNode Json { get; } = JsonNode.Parse(DeployFolder.Read("grafana/lockers.json"))!;

    /// <summary>Every panel that shows something.</summary>
    public static IEnumerable<JsonNode> Panels => Json["panels"]!.AsArray().Select(panel => panel!).Where(panel => (string)panel["type"]! != "row");

    /// <summary>Every query, with the panel that it is of.</summary>
    public static IEnumerable<(string Panel, string Query)> Queries =>
        from panel in Panels
        from target in panel["targets"]!.AsArray()
        select ((string)panel["title"]!, (string)target!["expr"]!);

    /// <summary>A query as Grafana sends it.</summary>
    public static string Sent(string query) =>
        query.Replace("$__rate_interval", "10s", StringComparison.Ordinal).Replace("$instance", ".*", StringComparison.Ordinal);

    /// <summary>The metrics that a query names.</summary>
    public static IEnumerable<string> Metrics(string query) =>
        Metric().Matches(Other().Replace(query, " ")).Select(match => match.Value).Distinct();

    // What is in braces or brackets, what is grouped by, and functions.
    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|\bby \([^)]*\)|histogram_quantile")]
    private static partial Regex Other();

    [GeneratedRegex("[a-z]+(_[a-z0-9]+)+")]
    private static partial Regex Metric();
}
