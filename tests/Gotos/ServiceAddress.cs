using System.Net;
using System.Net.Sockets;

namespace Lockers.Gotos;

/// <summary>
/// One address for several nodes, as a load balancer of connections gives them: each connection goes to a node that takes it, in
/// turn, and is cut when either side ends. Nothing of what goes through is looked at, so HTTP/1.1 and HTTP/2 do alike.
/// </summary>
public sealed class ServiceAddress : IAsyncDisposable
{
    private const int MaxConnections = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly IReadOnlyList<Uri> _nodes;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _room = new(MaxConnections);
    private readonly Task _accepting;
    private int _next;

    /// <summary>Begins to listen on a port of loopback.</summary>
    public ServiceAddress(int port, IEnumerable<Uri> nodes)
    {
        _nodes = [.. nodes];
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{port}");
        _accepting = Accept();
    }

    /// <summary>Where clients go.</summary>
    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        for (var i = 0; i < MaxConnections; i++) await _room.WaitAsync(CancellationToken.None);
        _room.Dispose();
        _stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                await _room.WaitAsync(_stop.Token);
                _ = Serve(client);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException && _stop.IsCancellationRequested)
        {
            // It was told to end.
        }
    }

    private async Task Serve(Socket client)
    {
        try
        {
            using var _ = client;
            using var node = await Connect();
            if (node is null) return;
            client.NoDelay = node.NoDelay = true;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var (there, back) = (Pump(client, node, ended.Token), Pump(node, client, ended.Token));
            await Task.WhenAny(there, back);
            await ended.CancelAsync();
            await Task.WhenAll(there, back);
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task<Socket?> Connect()
    {
        for (var attempt = 0; attempt < _nodes.Count; attempt++)
        {
            var node = _nodes[(int)((uint)Interlocked.Increment(ref _next) % _nodes.Count)];
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                using var late = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                late.CancelAfter(Patience);
                await socket.ConnectAsync(IPAddress.Parse(node.Host), node.Port, late.Token);
                return socket;
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    private static async Task Pump(Socket from, Socket to, CancellationToken ended)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, ended) is > 0 and var read)
            {
                for (var sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), ended);
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side has gone: the other one learns it by the end of its connection.
        }
    }
}
