using System.Net.Sockets;
using Lockers.Tests.Shared;

namespace Lockers.Cluster.Nodes;

/// <summary>
/// One client's way into one node: a connection that is kept as long as it is good, one request at a time. Nothing is ever
/// sent twice: what became of each request is known as well as it can be.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="patience">How long an answer is waited for.</param>
internal sealed class Door(ClusterNode node, TimeSpan patience) : IDisposable
{
    private RawConnection? _connection;

    public ClusterNode Node => node;

    /// <summary>Sends a request and waits for its answer.</summary>
    public async Task<Reply> Ask(string method, string target, string? body = null, params string[] headers)
    {
        var era = node.IsServing ? node.Era : -1;
        using var late = new CancellationTokenSource(patience);
        if (_connection is { IsOpen: false }) Hang();
        try
        {
            _connection ??= await RawConnection.Open(node.Address, stop: late.Token);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            return new(false, null, node.Era == era, $"{node.Name} not reached: {Short(error)}");
        }

        try
        {
            // Closing it is the only way to stop waiting that leaves nothing behind.
            using var hang = late.Token.Register(_connection.Dispose);
            var answer = await _connection.Exchange(method, target, body, headers);
            if (answer.Headers.GetValueOrDefault("Connection") == "close") Hang();
            return new(true, answer, node.Era == era, $"{node.Name} {answer.Status}");
        }
        catch (Exception error) when (error is IOException or SocketException or InvalidOperationException or NotSupportedException
            or FormatException or ArgumentException)
        {
            Hang();
            return new(true, null, node.Era == era, $"{node.Name} {(late.IsCancellationRequested ? "no answer in time" : Short(error))}");
        }
    }

    public void Dispose() => Hang();

    private void Hang()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private static string Short(Exception error) => error.Message.Split('\n')[0];
}
