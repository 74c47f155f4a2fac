using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lockers.Api.Connections;

/// <summary>
/// Tells by a connection's first bytes whether it is cleartext HTTP/2 with prior knowledge, and hands it over where it is. What was looked at
/// is still there for what reads next, so that a connection of HTTP/1.1 costs one read that takes nothing, and a timer, once; its requests cost
/// nothing.
/// </summary>
/// <param name="limits">Whose times hold here too: the server's own begin when the protocol is known.</param>
/// <param name="http2">Where connections of HTTP/2 go.</param>
/// <param name="time">The clock.</param>
internal sealed class ProtocolChoice(KestrelServerLimits limits, HandedConnections http2, TimeProvider time)
{
    /// <summary>What serves a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="http1">What serves HTTP/1.1.</param>
    /// <returns>Null where nothing does: it is silent for too long, or at the stop.</returns>
    public async Task<ConnectionDelegate?> Choose(ConnectionContext connection, ConnectionDelegate http1)
    {
        try
        {
            return await BeginsHttp2(connection) ? http2.Serve : http1;
        }
        catch (Exception silent) when (silent is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private async ValueTask<bool> BeginsHttp2(ConnectionContext connection)
    {
        var stop = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var patience = new CancellationTokenSource(limits.KeepAliveTimeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        var hasPart = false;
        return await Http2Preface.Begins(connection.Transport.Input, HastenOnce, ended.Token);

        // From the first byte on, as it is with the line and headers of a request.
        void HastenOnce()
        {
            if (!hasPart) patience.CancelAfter(limits.RequestHeadersTimeout);
            hasPart = true;
        }
    }
}
