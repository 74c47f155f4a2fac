using Lockers.Api.Configuration;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Http;

/// <summary>
/// How many bytes of request bodies the process holds: from when room is made for them until their request has ended. Those of
/// up to <see cref="SmallBytes"/> are not counted where a connection has one request at a time: the connections bound how many
/// there are. A connection of HTTP/2 has a hundred, and there every body is counted.
/// </summary>
internal sealed class BodyBudget(IOptions<LockersLimits> limits, Draining? draining = null)
{
    /// <summary>The most bytes of a body that is not counted; see <see cref="Counts"/>.</summary>
    public const int SmallBytes = 8 * 1024;

    private long _held;

    /// <summary>When bodies that still come are broken off: see <see cref="Draining.Over"/>.</summary>
    public CancellationToken Over { get; } = draining?.Over ?? CancellationToken.None;

    /// <summary>How many bytes may be held.</summary>
    public long Most { get; } = limits.Value.BodyBytesInFlight;

    /// <summary>How many bytes are held.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Whether a body of so many bytes is counted.</summary>
    public static bool Counts(HttpRequest request, long bytes) =>
        bytes > SmallBytes || HttpProtocol.IsHttp2(request.Protocol) || HttpProtocol.IsHttp3(request.Protocol);

    /// <summary>The share of a request, given back when it has ended.</summary>
    public BodyShare Of(HttpRequest request)
    {
        var share = new BodyShare(this);
        request.HttpContext.Response.RegisterForDispose(share);
        return share;
    }

    /// <summary>Takes some, if there is so much left.</summary>
    internal bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= Most) return true;
        Return(bytes);
        return false;
    }

    internal ProblemException UsedUp() =>
        ProblemException.Unavailable($"Bodies of more than {Most} bytes are under way, which is the limit.");

    internal void Return(long bytes) => Interlocked.Add(ref _held, -bytes);
}

/// <summary>What a request has taken of the budget.</summary>
internal sealed class BodyShare(BodyBudget budget) : IDisposable
{
    private long _taken;

    /// <summary>Makes it so many bytes, if it was less.</summary>
    /// <exception cref="ProblemException">503: there is not so much left. The share is given back.</exception>
    public void Grow(long bytes)
    {
        if (bytes <= _taken) return;
        if (budget.TryTake(bytes - _taken))
        {
            _taken = bytes;
            return;
        }

        Dispose();
        throw budget.UsedUp();
    }

    /// <summary>Gives it back.</summary>
    public void Dispose()
    {
        budget.Return(_taken);
        _taken = 0;
    }
}
