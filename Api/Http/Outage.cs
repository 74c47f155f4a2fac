namespace Lockers.Api.Http;

/// <summary>
/// Says in the log when requests begin to be answered 503, and when that is over: not for each of them, of which there may be thousands a
/// second. Each is said at level Debug.
/// </summary>
internal sealed partial class Outage(TimeProvider time, ILogger<Outage> log) : IDisposable
{
    /// <summary>How long no request must have been answered 503 for it to be over.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private long _began;
    private long _last;
    private long _requests;

    /// <summary>Notes a request that was answered 503.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Its path.</param>
    /// <param name="why">What its client was told.</param>
    /// <param name="traceId">The number that its answer shares with the log.</param>
    /// <param name="cause">The failure that it comes from; null where a limit was met.</param>
    public void Note(string method, string path, string why, string traceId, Exception? cause = null)
    {
        var begins = false;
        lock (_lock)
        {
            _last = time.GetTimestamp();
            _requests++;
            if (_timer is null)
            {
                begins = true;
                _began = _last;
                _timer = time.CreateTimer(_ => EndIfQuiet(), null, Quiet, Quiet);
            }
        }

        if (begins) LogBegins(cause, method, path, why, traceId);
        else LogGoesOn(cause, method, path, why, traceId);
    }

    public void Dispose()
    {
        lock (_lock) _timer?.Dispose();
    }

    private void EndIfQuiet()
    {
        long requests;
        TimeSpan took;
        lock (_lock)
        {
            if (time.GetElapsedTime(_last) < Quiet) return;
            (requests, took) = (_requests, time.GetElapsedTime(_began, _last));
            _timer?.Dispose();
            (_timer, _requests) = (null, 0);
        }

        LogEnds(requests, took.TotalSeconds);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Method} {Path}: unavailable: {Why} (traceId {TraceId}). More such answers are said at level Debug, and here when they end")]
    private partial void LogBegins(Exception? cause, string method, string path, string why, string traceId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path}: unavailable: {Why} (traceId {TraceId})")]
    private partial void LogGoesOn(Exception? cause, string method, string path, string why, string traceId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Available again, after {Seconds:0.0} s. Requests that were answered 503: {Requests}")]
    private partial void LogEnds(long requests, double seconds);
}
