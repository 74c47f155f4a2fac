using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Lockers.Api.Metrics;

/// <summary>Sends metrics to the collector that the environment names, as OpenTelemetry has it, and has it said where they do not get there.</summary>
internal sealed class CollectorMetrics(CollectorLog log) : OtlpMetricExporter(new OtlpExporterOptions())
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> metrics) => log.Note(base.Export(metrics));
}

/// <summary>Sends traces there.</summary>
internal sealed class CollectorTraces(CollectorLog log) : OtlpTraceExporter(new OtlpExporterOptions())
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> activityBatch) => log.Note(base.Export(activityBatch));
}

/// <summary>Says in the log when the collector ceases to take what it is sent, and when it takes it again.</summary>
internal sealed partial class CollectorLog(ILogger<CollectorLog> log)
{
    private bool _fails;

    /// <summary>Notes how it went.</summary>
    public ExportResult Note(ExportResult result)
    {
        var fails = result == ExportResult.Failure;
        if (Interlocked.Exchange(ref _fails, fails) == fails) return result;
        if (fails) LogFails(MetricsOptions.CollectorKey);
        else LogTakes();
        return result;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The collector at {Key} does not take metrics or traces; what is sent meanwhile is lost")]
    private partial void LogFails(string key);

    [LoggerMessage(Level = LogLevel.Information, Message = "The collector takes metrics and traces again")]
    private partial void LogTakes();
}
