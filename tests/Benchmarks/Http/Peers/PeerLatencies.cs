using System.Collections.Concurrent;
using System.Diagnostics;

namespace Lockers.Benchmarks.Http.Peers;

/// <summary>How long requests took from when they were due, and what went wrong.</summary>
internal sealed class PeerLatencies
{
    private readonly ConcurrentQueue<(bool IsHttp2, bool IsReport, long Due, double Milliseconds)> _done = new();
    private readonly ConcurrentQueue<(long When, string What)> _errors = new();

    /// <summary>What is due before that is warm-up.</summary>
    public long From { get; set; }

    /// <summary>Notes a request that was answered 200.</summary>
    public void Done(in PeerRequest request, bool isHttp2, long now)
    {
        if (request.Due >= From)
            _done.Enqueue((isHttp2, request.Target != PeerRequest.Reminder, request.Due, Stopwatch.GetElapsedTime(request.Due, now).TotalMilliseconds));
    }

    /// <summary>Notes a request that was not.</summary>
    public void Failed(string what, long now) => _errors.Enqueue((now, what));

    /// <summary>The latencies of a kind, in milliseconds.</summary>
    public double[] Of(bool? isHttp2 = null, bool? isReport = null) =>
        [.. _done.Where(one => (isHttp2 ?? one.IsHttp2) == one.IsHttp2 && (isReport ?? one.IsReport) == one.IsReport).Select(one => one.Milliseconds)];

    /// <summary>What went wrong within a span of time, with its number.</summary>
    public (string What, int Count)[] Errors(long from, long to) =>
        [.. _errors.Where(error => error.When >= from && error.When < to).CountBy(error => error.What).Select(kind => (kind.Key, kind.Value))];
}
