using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Lockers.Tests.Shared;

/// <summary>An HTTP/1.1 connection on a bare socket: the bytes that go out are the test's own.</summary>
public sealed class RawConnection : IDisposable
{
    private readonly TcpClient _tcp;
    private readonly BufferedStream _stream;

    private RawConnection(TcpClient tcp)
    {
        _tcp = tcp;
        _stream = new BufferedStream(tcp.GetStream(), 8192);
    }

    /// <summary>Connects; a small receive buffer makes the other side feel that nobody reads.</summary>
    public static async Task<RawConnection> Open(Uri node, int? receiveBuffer = null, CancellationToken stop = default)
    {
        var tcp = new TcpClient { NoDelay = true };
        try
        {
            if (receiveBuffer is { } size) tcp.ReceiveBufferSize = size;
            await tcp.ConnectAsync(node.Host, node.Port, stop);
            return new(tcp);
        }
        catch
        {
            tcp.Dispose();
            throw;
        }
    }

    /// <summary>Whether the other side has not hung up, as far as is known here. Not while an answer is awaited.</summary>
    public bool IsOpen => _tcp.Connected && !(_tcp.Client.Poll(0, SelectMode.SelectRead) && _tcp.Available == 0);

    /// <summary>Sends one request on a connection of its own.</summary>
    public static async Task<Answer> Exchange(Uri node, string method, string target, string? body = null, params string[] headers)
    {
        using var connection = await Open(node);
        return await connection.Exchange(method, target, body, headers);
    }

    /// <summary>Sends a request and reads its answer; the connection stays open.</summary>
    public async Task<Answer> Exchange(string method, string target, string? body = null, params string[] headers)
    {
        await Write(Request(method, target, body, headers));
        return await Read(method) ?? throw new IOException($"No answer to {method} {target}.");
    }

    /// <summary>The bytes of a request, the target as it is.</summary>
    public static byte[] Request(string method, string target, string? body, params IEnumerable<string> headers)
    {
        var bytes = body is null ? null : Encoding.UTF8.GetBytes(body);
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: node\r\n");
        if (bytes is not null || method is "POST" or "PUT")
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {bytes?.Length ?? 0}\r\n");
        foreach (var header in headers) head.Append(header).Append("\r\n");
        return [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. bytes ?? []];
    }

    public async Task Write(ReadOnlyMemory<byte> bytes)
    {
        await _tcp.GetStream().WriteAsync(bytes);
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public void EndWriting() => _tcp.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads an answer, or null where the connection ended without one. A body that breaks off is an error.</summary>
    public async Task<Answer?> Read(string method = "GET", Func<Task>? betweenReads = null)
    {
        while (true)
        {
            if (await Head() is not { } head) return null;
            if (head.Status is >= 100 and < 200) continue;
            return await RawAnswer.Body(_stream, head, method, betweenReads);
        }
    }

    /// <summary>Reads the answer that asks for the body of a request with <c>Expect: 100-continue</c>; false where it is another one.</summary>
    public async Task<bool> Continues() => await Head() is { Status: 100 };

    private async Task<Answer?> Head()
    {
        try
        {
            return await RawAnswer.Head(_stream);
        }
        catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return null;
        }
    }

    public void Dispose() => _tcp.Dispose();
}
