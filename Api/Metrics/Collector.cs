using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Lockers.Api.Metrics;

/// <summary>Sends metrics to the collector that the environment names, as OpenTelemetry has it, and has it said where they do not get there.</summary>
internal sealed class CollectorMetrics(CollectorLog log) : OtlpMetricExporter(new OtlpExporterOptions())
{
    private bool _fails;

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> metrics) => log.Note(base.Export(metrics), "metrics", ref _fails);
}

/// <summary>Sends traces there.</summary>
internal sealed class CollectorTraces(CollectorLog log) : OtlpTraceExporter(new OtlpExporterOptions())
{
    private bool _fails;

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> activityBatch) => log.Note(base.Export(activityBatch), "traces", ref _fails);
}

/// <summary>Says in the log when the collector ceases to take what it is sent, and when it takes it again.</summary>
internal sealed partial class CollectorLog(ILogger<CollectorLog> log)
{
    /// <summary>Notes how it went.</summary>
    /// <param name="result">What the exporter says.</param>
    /// <param name="what">What was sent.</param>
    /// <param name="hasFailed">Whether the last attempt to send such failed.</param>
    public ExportResult Note(ExportResult result, string what, ref bool hasFailed)
    {
        var fails = result == ExportResult.Failure;
        if (Interlocked.Exchange(ref hasFailed, fails) == fails) return result;
        if (fails) LogFails(MetricsOptions.CollectorKey, what);
        else LogTakes(what);
        return result;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The collector at {Key} does not take {What}; what is sent meanwhile is lost")]
    private partial void LogFails(string key, string what);

    [LoggerMessage(Level = LogLevel.Information, Message = "The collector takes {What} again")]
    private partial void LogTakes(string what);
}
