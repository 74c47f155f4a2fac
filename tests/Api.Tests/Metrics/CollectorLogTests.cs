using Lockers.Api.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace Lockers.Api.Tests.Metrics;

public sealed class CollectorLogTests
{
    [Fact]
    public void A_collector_that_takes_nothing_is_said_once_when_it_begins_and_once_when_it_ends()
    {
        var lines = new LogLines<CollectorLog>();
        var log = new CollectorLog(lines);
        var (metricsFail, tracesFail) = (false, false);
        foreach (var result in (ExportResult[])[ExportResult.Success, ExportResult.Failure, ExportResult.Failure, ExportResult.Failure, ExportResult.Success, ExportResult.Success])
        {
            Assert.Equal(result, log.Note(result, "metrics", ref metricsFail));

            // What takes the one need not take the other.
            Assert.Equal(ExportResult.Success, log.Note(ExportResult.Success, "traces", ref tracesFail));
        }

        Assert.Equal([LogLevel.Warning, LogLevel.Information], lines.All.Select(line => line.Level));
    }
}
