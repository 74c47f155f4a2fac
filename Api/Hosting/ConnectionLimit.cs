using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Lockers.Api.Hosting;

/// <summary>
/// Serves no more than so many connections at once. One beyond is answered 503 to its first bytes, whatever they ask, and closed:
/// a client can tell that from a node that is gone. One that begins with TLS is closed without an answer: it cannot read one.
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

    /// <summary>Serves a connection by what comes next, or turns it away.</summary>
    public async Task Serve(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref _served) <= most)
            {
                await next(connection);
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
            var read = await connection.Transport.Input.ReadAsync(ended.Token);
            var isTls = !read.Buffer.IsEmpty && read.Buffer.FirstSpan[0] == TlsHandshake;
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
            if (isTls) return;
            await connection.Transport.Output.WriteAsync(Answer(connection.ConnectionId), ended.Token);
            await connection.Transport.Output.CompleteAsync();
            while (!await Skip(connection.Transport.Input, ended.Token)) continue;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // It went away by itself, or did not.
        }
    }

    private byte[] Answer(string traceId)
    {
        var problem = $$"""{"title":"Try again later","status":503,"detail":"{{most}} connections are open, which is the limit.","traceId":"{{traceId}}"}""" + "\n";
        return Encoding.ASCII.GetBytes(
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\nX-Content-Type-Options: nosniff\r\n"
            + $"Content-Type: application/problem+json\r\nContent-Length: {problem.Length}\r\n\r\n{problem}");
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
