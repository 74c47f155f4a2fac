using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Lockers.Api.Connections;

/// <summary>
/// The transport of the server that serves cleartext HTTP/2: what it accepts are connections that the other server has accepted, and handed over.
/// No byte is copied, and none goes over a network.
/// </summary>
internal sealed class HandedConnections : IConnectionListenerFactory, IConnectionListener
{
    // No more than the limit of connections: each is served by the other server until it ends here.
    private readonly Channel<ConnectionContext> _waiting = Channel.CreateUnbounded<ConnectionContext>(new() { SingleReader = true });

    /// <summary>What a server is bound to that listens here.</summary>
    public static EndPoint Place { get; } = new HandOver();

    /// <inheritdoc/>
    public EndPoint EndPoint => Place;

    /// <summary>Serves a connection as HTTP/2, until it has ended; not at all once the server stops.</summary>
    /// <param name="connection">A connection of which nothing is read. It is not disposed of.</param>
    public Task Serve(ConnectionContext connection)
    {
        var handed = new HandedConnection(connection);
        return _waiting.Writer.TryWrite(handed) ? handed.Ended : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
            if (_waiting.Reader.TryRead(out var connection)) return connection;
        return null;
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _waiting.Writer.TryComplete();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => UnbindAsync();

    private sealed class HandOver : EndPoint
    {
        public override string ToString() => "handed-over";
    }
}
