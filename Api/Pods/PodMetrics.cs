using System.Diagnostics.Metrics;

namespace Lockers.Api.Pods;

/// <summary>What is measured of calls of pods, under the meter <c>Lockers.Pods</c>.</summary>
internal sealed class PodMetrics
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Lockers.Pods";

    private readonly Histogram<double> _durations;

    public PodMetrics(IMeterFactory meters) => _durations = meters.Create(Name).CreateHistogram<double>(
        "lockers.pods.call.duration", "s", "How long pods took to do what they were asked, by outcome: done, failed (an answer that is not 2xx), none (no whole answer).");

    /// <summary>Notes a call of one pod.</summary>
    public void Called(PodResult result, TimeSpan took) =>
        _durations.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", result.Done ? "done" : result.Why is null ? "failed" : "none"));
}
