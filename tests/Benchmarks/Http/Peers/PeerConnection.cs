using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Lockers.Benchmarks.Http.Peers;

/// <summary>
/// A connection of a simulated instance. Requests are sent by one task, when they are due, whatever is still under way; another reads
/// the answers. A connection that breaks is opened again by the next request, to the next node.
/// </summary>
internal abstract class PeerConnection(PeerNodes nodes, PeerLatencies latencies)
{
    private const int BufferBytes = 4096;
    private readonly byte[] _in = new byte[BufferBytes];
    private Socket? _socket;
    private int _end;

    /// <summary>Whether it speaks HTTP/2.</summary>
    protected abstract bool IsHttp2 { get; }

    /// <summary>How many requests are not answered yet.</summary>
    public abstract int Pending { get; }

    /// <summary>Sends a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="room">Room to write it into.</param>
    public void Send(in PeerRequest request, byte[] room)
    {
        try
        {
            // The other task may find meanwhile that it is broken.
            var socket = _socket ?? Open();
            var length = Write(request, room);
            socket.Send(room.AsSpan(0, length));
        }
        catch (SocketException error)
        {
            Break($"{error.SocketErrorCode}");
        }
        catch (ObjectDisposedException)
        {
            Break("it was closed");
        }
    }

    /// <summary>Ends it.</summary>
    public void Close() => _socket?.Dispose();

    /// <summary>Begins anew on another socket.</summary>
    /// <param name="socket">The socket.</param>
    protected abstract void Begin(Socket socket);

    /// <summary>Notes a request as under way, and writes it.</summary>
    /// <returns>Its length.</returns>
    protected abstract int Write(in PeerRequest request, Span<byte> to);

    /// <summary>Takes whole answers, or parts of them, off what has come.</summary>
    /// <returns>How many bytes were taken.</returns>
    protected abstract int Take(ReadOnlySpan<byte> come);

    /// <summary>Everything that is under way, which will have no answer.</summary>
    protected abstract IEnumerable<PeerRequest> Forget();

    /// <summary>Notes an answer.</summary>
    protected void Answered(in PeerRequest request, int status)
    {
        var now = Stopwatch.GetTimestamp();
        if (status != 200)
        {
            latencies.Failed($"status {status}", now);
            return;
        }

        latencies.Done(request, IsHttp2, now);
        if (request.Target != PeerRequest.Reminder) request.Instance.Acknowledge(request.Target, request.Count, now);
    }

    private Socket Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(IPAddress.Loopback, nodes.Next());
            Begin(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        _socket = socket;
        _end = 0;
        _ = Receive(socket);
        return socket;
    }

    private async Task Receive(Socket socket)
    {
        var why = "closed";
        try
        {
            while (await socket.ReceiveAsync(_in.AsMemory(_end)) is var count and > 0)
            {
                _end += count;
                var taken = Take(_in.AsSpan(0, _end));
                _in.AsSpan(taken, _end - taken).CopyTo(_in);
                _end -= taken;
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidDataException)
        {
            why = error is SocketException { SocketErrorCode: var code } ? $"{code}" : error.Message;
        }

        if (ReferenceEquals(socket, _socket)) Break(why);
    }

    private void Break(string why)
    {
        Interlocked.Exchange(ref _socket, null)?.Dispose();
        var now = Stopwatch.GetTimestamp();
        foreach (var _ in Forget()) latencies.Failed(why, now);
    }
}
