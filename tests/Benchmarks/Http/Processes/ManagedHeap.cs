using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Lockers.Benchmarks.Http.Processes;

/// <summary>The managed heap of another process, asked through its diagnostics port (the clients come with BenchmarkDotNet).</summary>
internal static class ManagedHeap
{
    /// <summary>Has the process collect all generations, and gives the bytes that its heap then takes, gaps included.</summary>
    public static async Task<long> Collect(int id)
    {
        var keywords = (long)(ClrTraceEventParser.Keywords.GC | ClrTraceEventParser.Keywords.GCHeapCollect);
        var provider = new EventPipeProvider(ClrTraceEventParser.ProviderName, EventLevel.Informational, keywords);
        using var session = await new DiagnosticsClient(id).StartEventPipeSessionAsync(provider, requestRundown: false, circularBufferMB: 16);
        using var events = new EventPipeEventSource(session.EventStream);
        var bytes = new TaskCompletionSource<long>();
        var full = false;
        events.Clr.GCStart += gc => full |= gc.Depth == 2 && gc.Type == Microsoft.Diagnostics.Tracing.Parsers.Clr.GCType.NonConcurrentGC;
        events.Clr.GCHeapStats += heap =>
        {
            if (full) bytes.TrySetResult(heap.TotalHeapSize);
        };
        var reading = Task.Run(events.Process);
        try
        {
            return await bytes.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
        finally
        {
            await session.StopAsync(CancellationToken.None);
            await reading;
        }
    }
}
