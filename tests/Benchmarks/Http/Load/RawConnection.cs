using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lockers.Benchmarks.Http.Load;

/// <summary>
/// One HTTP/1.1 connection over a blocking socket, for loads where an <see cref="HttpClient"/> would cost more than the
/// server: posts and puts only, many in one write if wanted, whose answers have a Content-Length.
/// </summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly byte[] HeadersEnd = "\r\n\r\n"u8.ToArray();
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly ArrayBufferWriter<byte> _out = new(64 * 1024);
    private readonly byte[] _in = new byte[64 * 1024];
    private int _start;
    private int _end;
    private int _pending;

    public RawConnection(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <summary>Adds a request to what is sent next.</summary>
    public void Post(string target, ReadOnlySpan<byte> body) => Add("POST", target, "text/plain", body);

    /// <summary>Adds a form that is put to what is sent next.</summary>
    public void Put(string target, ReadOnlySpan<byte> form) => Add("PUT", target, "application/x-www-form-urlencoded", form);

    /// <summary>Sends what was added and reads an answer to each.</summary>
    /// <exception cref="InvalidOperationException">An answer is neither 200 nor 201.</exception>
    public void Exchange()
    {
        for (var rest = _out.WrittenSpan; rest.Length > 0;) rest = rest[_socket.Send(rest)..];
        _out.ResetWrittenCount();
        for (; _pending > 0; _pending--) ReadAnswer();
    }

    public void Dispose() => _socket.Dispose();

    private void Add(string method, string target, string type, ReadOnlySpan<byte> body)
    {
        Encoding.ASCII.GetBytes(
            $"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n", _out);
        _out.Write(body);
        _pending++;
    }

    private void ReadAnswer()
    {
        int headers;
        while ((headers = _in.AsSpan(_start, _end - _start).IndexOf(HeadersEnd)) < 0) Receive();
        var head = _in.AsSpan(_start, headers);
        if (!head.StartsWith("HTTP/1.1 200 "u8) && !head.StartsWith("HTTP/1.1 201 "u8)) throw new InvalidOperationException(Encoding.UTF8.GetString(_in, _start, _end - _start));
        var length = headers + HeadersEnd.Length + ContentLength(head);
        while (_end - _start < length) Receive();
        _start += length;
    }

    private void Receive()
    {
        _in.AsSpan(_start, _end - _start).CopyTo(_in);
        _end -= _start;
        _start = 0;
        var received = _socket.Receive(_in.AsSpan(_end));
        if (received == 0) throw new InvalidOperationException("The server closed the connection.");
        _end += received;
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        var at = head.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _)
            ? length
            : throw new InvalidOperationException(Encoding.UTF8.GetString(head));
    }
}
