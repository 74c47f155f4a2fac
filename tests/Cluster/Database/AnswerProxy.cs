using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lockers.Cluster.Database;

/// <summary>
/// Stands before a PostgreSQL server on loopback. What clients send always reaches the server, which carries it out; what the
/// server answers may be lost, so that a client cannot know what became of its statement.
/// </summary>
internal sealed class AnswerProxy : IAsyncDisposable
{
    private const int MaxConnections = 400;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<ProxiedConnection, Task> _connections = new();
    private readonly DbConnectionStringBuilder _server;
    private readonly Task _accepting;
    private AnswerRule _rule = AnswerRule.None;
    private int _lost;

    /// <summary>Begins to stand before the server that a connection string in Npgsql's form names.</summary>
    public AnswerProxy(string connectionString)
    {
        _server = new DbConnectionStringBuilder { ConnectionString = connectionString };
        _listener.Start();
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        var through = new DbConnectionStringBuilder { ConnectionString = connectionString };
        (through["Host"], through["Port"]) = ("127.0.0.1", port.ToString(CultureInfo.InvariantCulture));
        ConnectionString = through.ConnectionString;
        _accepting = Accept();
    }

    /// <summary>The same database, through the proxy.</summary>
    public string ConnectionString { get; }

    /// <summary>How many answers did not arrive, or late, so far.</summary>
    public int Lost => _lost;

    /// <summary>Decides the fate of answers from now on.</summary>
    public void Let(AnswerFate fate, int oneIn = 1) => Interlocked.Exchange(ref _rule, new AnswerRule(fate, oneIn)).End();

    /// <summary>Lets all answers arrive again; connections that answers were swallowed of are cut.</summary>
    public void LetAllArrive() => Interlocked.Exchange(ref _rule, AnswerRule.None).End();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        LetAllArrive();
        foreach (var connection in _connections.Keys) connection.Dispose();
        await Task.WhenAll(_connections.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Accept()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }

            if (_connections.Count >= MaxConnections) client.Dispose();
            else Begin(new ProxiedConnection(client));
        }
    }

    private void Begin(ProxiedConnection connection)
    {
        _connections[connection] = Task.CompletedTask;
        var served = Serve(connection);
        _connections.TryUpdate(connection, served, Task.CompletedTask);
    }

    private async Task Serve(ProxiedConnection connection)
    {
        try
        {
            await connection.Run((string)_server["Host"], int.Parse((string)_server["Port"], CultureInfo.InvariantCulture), Fate);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // One of both ends is gone: so is the connection.
        }
        finally
        {
            connection.Dispose();
            _connections.TryRemove(connection, out _);
        }
    }

    private (AnswerFate Fate, Task Over) Fate(bool begins)
    {
        var rule = Volatile.Read(ref _rule);
        var fate = rule.Next(begins);
        if (fate != AnswerFate.Arrives) Interlocked.Increment(ref _lost);
        return (fate, rule.Over);
    }
}
