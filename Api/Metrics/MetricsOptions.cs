using System.ComponentModel;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Metrics;

/// <summary>What a program tells of itself, from the configuration section <c>Lockers</c>.</summary>
public sealed class MetricsOptions
{
    /// <summary>Where a collector takes OTLP, as OpenTelemetry has it: in the environment.</summary>
    internal const string CollectorKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Whether the program measures: <c>/metrics</c>, and OTLP where <see cref="CollectorKey"/> is set. Default yes.</summary>
    [Description("false: nothing is measured, and there is no /metrics")]
    public bool Metrics { get; set; } = true;

    /// <summary>Whether requests, calls of grains and statements are traced, to the collector at <see cref="CollectorKey"/>. Default no.</summary>
    [Description("true: requests are traced, to the collector at OTEL_EXPORTER_OTLP_ENDPOINT")]
    public bool Traces { get; set; }

    /// <summary>The collector's URI; empty without one.</summary>
    internal string Collector { get; set; } = "";
}

/// <summary>Says what is wrong with it.</summary>
internal sealed class MetricsOptionsValidator : IValidateOptions<MetricsOptions>
{
    public ValidateOptionsResult Validate(string? name, MetricsOptions options)
    {
        if (options.Collector.Length == 0)
        {
            return options.Traces
                ? ValidateOptionsResult.Fail($"Lockers:Traces is true and {MetricsOptions.CollectorKey} is empty; it must name the collector that traces go to.")
                : ValidateOptionsResult.Success;
        }

        return Uri.TryCreate(options.Collector, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{MetricsOptions.CollectorKey} is no URI of a collector; such a one is http://collector:4317.");
    }
}
