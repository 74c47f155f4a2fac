using System.Net;

namespace Lockers.Api.Security;

/// <summary>
/// Says in the log when keys come that are not known, and when that is over: a key was taken out that somebody still has, or somebody guesses. Not
/// for each of them, of which there may be thousands a second; each is said at level Debug. Nothing of a key is said.
/// </summary>
internal sealed partial class UnknownKeyLog(TimeProvider time, ILogger<UnknownKeyLog> log) : IDisposable
{
    /// <summary>How long none must have come for it to be over.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private long _last;
    private long _requests;

    /// <summary>Notes a request with a key that is not known.</summary>
    public void Note(string method, string path, IPAddress? address)
    {
        var begins = false;
        lock (_lock)
        {
            _last = time.GetTimestamp();
            _requests++;
            if (_timer is null)
            {
                begins = true;
                _timer = time.CreateTimer(_ => EndIfQuiet(), null, Quiet, Quiet);
            }
        }

        if (begins) LogBegins(method, path, address);
        else LogGoesOn(method, path, address);
    }

    public void Dispose()
    {
        lock (_lock) _timer?.Dispose();
    }

    private void EndIfQuiet()
    {
        long requests;
        lock (_lock)
        {
            if (time.GetElapsedTime(_last) < Quiet) return;
            _timer?.Dispose();
            (requests, _timer, _requests) = (_requests, null, 0);
        }

        LogEnds(requests);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Method} {Path} from {Address}: the key is not known. More such requests are said at level Debug, and here when there are no more")]
    private partial void LogBegins(string method, string path, IPAddress? address);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path} from {Address}: the key is not known")]
    private partial void LogGoesOn(string method, string path, IPAddress? address);

    [LoggerMessage(Level = LogLevel.Information, Message = "For a minute no key came that is not known. Requests with such: {Requests}")]
    private partial void LogEnds(long requests);
}
