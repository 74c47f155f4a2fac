using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lockers.Api.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lockers.Api.Metrics;

/// <summary>What is measured at the edge, under the meter <see cref="Meter"/>. An attribute has a few values that are known here: never a name or an address.</summary>
internal sealed class ApiInstruments : IRequestMeasure
{
    /// <summary>The meter of all that is measured here, of all projects.</summary>
    public const string Meter = "Lockers";

    private readonly Histogram<double> _requests;
    private readonly Histogram<double> _podCalls;
    private readonly Counter<long> _lostEvents;
    private int _watchers;

    public ApiInstruments(IMeterFactory meters, BodyBudget bodies)
    {
        var meter = meters.Create(Meter);
        _requests = meter.CreateHistogram(
            "lockers.request.duration", "s",
            "How long stores and reads of one key took that succeeded, by operation: store, get, report (a store of a peer). Others are in http.server.request.duration.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.00025, .. ExportedMetrics.RequestSeconds] });
        _podCalls = meter.CreateHistogram(
            "lockers.pod.call.duration", "s",
            "How long pods took to do what they were asked, by outcome: done, failed (an answer that is not 2xx), none (no whole answer).",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10] });
        _lostEvents = meter.CreateCounter<long>("lockers.event.losses", "{event}", "Events of the registry's own that could not be kept.");
        _lostEvents.Add(0);
        meter.CreateObservableUpDownCounter("lockers.body.in_flight", () => bodies.Held, "By", "Bytes of request bodies that are held.");
        meter.CreateObservableUpDownCounter("lockers.body.limit", () => bodies.Most, "By", "The most bytes of request bodies that are held.");
        meter.CreateObservableUpDownCounter("lockers.watch.open", () => Volatile.Read(ref _watchers), "{watcher}", "Requests that wait for changes.");
        meter.CreateObservableGauge(
            "lockers.memory.limit", () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, "By", "The memory that the process may use: the machine's, or the container's.");
    }

    /// <inheritdoc/>
    public long Begin() => _requests.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>
    /// A request was answered. Of a <see cref="HotRoute"/> that succeeded this is its measurement: ASP.NET Core's own, with attributes that are put together
    /// for each request, costs more than the rest of what a request is measured by.
    /// </summary>
    public void Answered(HttpContext context, long begun)
    {
        if (begun == 0 || context.Response.StatusCode != StatusCodes.Status200OK) return;
        if (context.GetEndpoint()?.Metadata.GetMetadata<HotRoute>() is not { } route) return;
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } its) its.MetricsDisabled = true;
        _requests.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, route.Attribute);
    }

    /// <summary>A pod was called.</summary>
    /// <param name="took">How long it took.</param>
    /// <param name="answered">Whether there was a whole answer.</param>
    /// <param name="done">Whether it did what it was asked.</param>
    public void PodCalled(TimeSpan took, bool answered, bool done) =>
        _podCalls.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", done ? "done" : answered ? "failed" : "none"));

    /// <summary>An event of the registry's own is lost.</summary>
    public void EventLost() => _lostEvents.Add(1);

    /// <summary>A request begins to wait for changes; to be followed by <see cref="WatchEnded"/>.</summary>
    public void WatchBegan() => Interlocked.Increment(ref _watchers);

    /// <summary>It waits no longer.</summary>
    public void WatchEnded() => Interlocked.Decrement(ref _watchers);
}
