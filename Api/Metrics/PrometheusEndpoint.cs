using OpenTelemetry.Metrics;

namespace Lockers.Api.Metrics;

/// <summary>
/// What Prometheus scrapes. The one file that knows the exporter: its package is a beta, and what it is called or does may change with its next
/// version.
/// </summary>
internal static class PrometheusEndpoint
{
    /// <summary>Where it is.</summary>
    public const string Path = "/metrics";

    // Several that scrape at once get one answer.
    private const int CacheMilliseconds = 500;

    /// <summary>Adds the exporter.</summary>
    public static MeterProviderBuilder AddPrometheus(this MeterProviderBuilder metrics) =>
        metrics.AddPrometheusExporter(options => options.ScrapeResponseCacheDurationMilliseconds = CacheMilliseconds);

    /// <summary>Maps <see cref="Path"/>.</summary>
    public static IEndpointConventionBuilder MapPrometheus(this IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint(Path)
        .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head])).WithDisplayName("Metrics");
}
