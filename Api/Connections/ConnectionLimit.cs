using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Lockers.Api.Connections;

/// <summary>
/// Serves no more than so many connections at once. One beyond is answered to its first bytes, whatever they ask, and closed: a client can
/// tell that from a node that is gone. The answer is a 503 of HTTP/1.1; to HTTP/2 it is GOAWAY, which says that no request was looked at, so that
/// each may be sent again. A connection that begins with TLS is closed without an answer: it cannot read one.
/// </summary>
/// <param name="most">The most.</param>
/// <param name="time">The clock.</param>
internal sealed class ConnectionLimit(int most, TimeProvider time)
{
    /// <summary>How many more are being turned away at once; what comes beyond is closed unheard.</summary>
    public const int TurnedAway = 256;

    // A client that has sent nothing until then is closed unheard.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // The first byte of a TLS record that holds a handshake; no HTTP request begins with it.
    private const byte TlsHandshake = 0x16;

    private int _served;
    private int _turnedAway;

    /// <summary>How many connections are open, those that are being turned away included.</summary>
    public int Open => Volatile.Read(ref _served) + Volatile.Read(ref _turnedAway);

    private string Why => $"{most} connections are open, which is the limit.";

    /// <summary>Serves a connection, or turns it away.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="next">What serves it.</param>
    /// <param name="choose">Chooses what serves it instead, null for nothing; here, so that no second method waits for as long as the connection lasts.</param>
    public async Task Serve(
        ConnectionContext connection, ConnectionDelegate next, Func<ConnectionContext, ConnectionDelegate, Task<ConnectionDelegate?>>? choose = null)
    {
        try
        {
            if (Interlocked.Increment(ref _served) <= most)
            {
                if ((choose is null ? next : await choose(connection, next)) is { } serve) await serve(connection);
                return;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _served);
        }

        try
        {
            if (Interlocked.Increment(ref _turnedAway) <= TurnedAway) await TurnAway(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _turnedAway);
        }
    }

    private async Task TurnAway(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, connection.ConnectionClosed);
        try
        {
            // An answer before the question would be lost with the connection.
            var (input, output) = (connection.Transport.Input, connection.Transport.Output);
            var isHttp2 = await Http2Preface.Begins(input, () => { }, ended.Token);
            var read = await input.ReadAsync(ended.Token);
            var isTls = !read.Buffer.IsEmpty && read.Buffer.FirstSpan[0] == TlsHandshake;
            input.AdvanceTo(read.Buffer.End);
            if (isTls) return;
            await output.WriteAsync(isHttp2 ? GoAway() : Answer(connection.ConnectionId), ended.Token);
            await output.CompleteAsync();
            while (!await Skip(input, ended.Token)) continue;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // It went away by itself, or did not.
        }
    }

    private byte[] Answer(string traceId)
    {
        var problem = $$"""{"title":"Try again later","status":503,"detail":"{{Why}}","traceId":"{{traceId}}"}""" + "\n";
        return Encoding.ASCII.GetBytes(
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nX-Content-Type-Options: nosniff\r\n"
            + $"Content-Type: application/problem+json\r\nContent-Length: {problem.Length}\r\n\r\n{problem}");
    }

    // RFC 9113, sections 4.1, 6.5 and 6.8. The head of a frame is its length in three bytes, its type, its flags, and its stream in four.
    private byte[] GoAway()
    {
        var why = Encoding.ASCII.GetBytes(Why);
        ReadOnlySpan<byte> emptySettings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
        ReadOnlySpan<byte> head = [0, 0, (byte)(8 + why.Length), 7, 0, 0, 0, 0, 0];
        ReadOnlySpan<byte> lastStream = [0, 0, 0, 0];
        ReadOnlySpan<byte> enhanceYourCalm = [0, 0, 0, 11];
        return [.. emptySettings, .. head, .. lastStream, .. enhanceYourCalm, .. why];
    }

    /// <summary>Reads what comes and forgets it.</summary>
    /// <returns>Whether nothing more will come.</returns>
    private static async Task<bool> Skip(PipeReader input, CancellationToken cancellationToken)
    {
        var read = await input.ReadAsync(cancellationToken);
        input.AdvanceTo(read.Buffer.End);
        return read.IsCompleted;
    }
}
