using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Lockers.Api.Connections;

/// <summary>
/// The transport of the server that serves cleartext HTTP/2: what it accepts are connections that the other server has accepted, and handed over.
/// No byte is copied, and none goes over a network.
/// </summary>
internal sealed class HandedConnections(TimeProvider time) : IConnectionListenerFactory, IConnectionListener
{
    // After so long, connections that were not accepted yet when they were asked to end are asked again.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    // No more than the limit of connections: each is served by the other server until it ends here.
    private readonly Channel<ConnectionContext> _waiting = Channel.CreateUnbounded<ConnectionContext>(new() { SingleReader = true });

    private readonly ConcurrentDictionary<HandedConnection, bool> _open = new();

    /// <summary>What a server is bound to that listens here.</summary>
    public static EndPoint Place { get; } = new HandOver();

    /// <inheritdoc/>
    public EndPoint EndPoint => Place;

    /// <summary>Serves a connection as HTTP/2, until it has ended; not at all once the server stops.</summary>
    /// <param name="connection">A connection of which nothing is read. It is not disposed of.</param>
    public async Task Serve(ConnectionContext connection)
    {
        var handed = new HandedConnection(connection);
        _open.TryAdd(handed, true);
        if (_waiting.Writer.TryWrite(handed)) await handed.Ended;
        _open.TryRemove(handed, out _);
    }

    /// <summary>
    /// Accepts no more, has the clients of all connections told to go away, and waits until the connections have ended. The server must still
    /// run: one that stops no longer looks at its connections by itself, and so does not see that the last stream of one has ended.
    /// </summary>
    /// <param name="deadline">Ends the wait; no error.</param>
    public async Task CloseAll(CancellationToken deadline)
    {
        _waiting.Writer.TryComplete();
        while (!_open.IsEmpty && !deadline.IsCancellationRequested)
        {
            HandedConnection[] open = [.. _open.Keys];
            foreach (var connection in open) connection.RequestClose();
            await Task.WhenAny(Task.WhenAll(open.Select(connection => connection.Ended)), Task.Delay(Again, time, deadline));
        }
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
