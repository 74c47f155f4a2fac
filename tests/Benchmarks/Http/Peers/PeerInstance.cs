using System.Globalization;
using System.Text;
using Lockers.Tests.Shared;

namespace Lockers.Benchmarks.Http.Peers;

/// <summary>One simulated instance of a peer: what it sends, and what of it was acknowledged.</summary>
internal sealed class PeerInstance
{
    public const int Targets = 10;
    private readonly byte[][] _heads;
    private readonly byte[] _reminder;

    public PeerInstance(int number, int peers)
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"peer{number % peers}");
        Address = string.Create(CultureInfo.InvariantCulture, $"10.1.{number / 250}.{number % 250}:8081");
        IsHttp2 = number % 3 == 0;
        Registration = $$"""{"name":"{{Name}}","address":"{{Address}}","pod":"pod{{number}}","namespace":"local","node":"","cluster":""}""";
        _reminder = Encoding.ASCII.GetBytes($"{Line($"/registry/peers/{Name}/remember", Registration.Length)}{Registration}");
        _heads = [.. Enumerable.Range(0, Targets).Select(Head)];
    }

    /// <summary>The name of its peer.</summary>
    public string Name { get; }

    public string Address { get; }

    /// <summary>Whether it reports over HTTP/2 with prior knowledge. It reminds over HTTP/1.1 in either case.</summary>
    public bool IsHttp2 { get; }

    /// <summary>The body of its registration, and of each reminder.</summary>
    public string Registration { get; }

    /// <summary>The count of the last report of each target that was sent.</summary>
    public int[] Sent { get; } = new int[Targets];

    /// <summary>The highest count of each target that was acknowledged.</summary>
    public int[] Acknowledged { get; } = new int[Targets];

    /// <summary>When a report was acknowledged last.</summary>
    public long LastAcknowledged { get; private set; }

    /// <summary>Writes a reminder.</summary>
    public int Remind(Span<byte> to)
    {
        _reminder.CopyTo(to);
        return _reminder.Length;
    }

    /// <summary>Writes a report over HTTP/1.1.</summary>
    public int Report(int target, int count, Span<byte> to)
    {
        var head = _heads[target];
        head.CopyTo(to);
        return head.Length + PeerReport.Write(target, count, to[head.Length..]);
    }

    /// <summary>Writes a report over HTTP/2.</summary>
    public int Report(int target, int count, int stream, Span<byte> to)
    {
        var head = _heads[target];
        Http2Frame.WriteHead(to, head.Length, Http2Frame.Headers, Http2Frame.EndHeaders, stream);
        head.CopyTo(to[Http2Frame.HeadBytes..]);
        var data = to[(Http2Frame.HeadBytes + head.Length)..];
        var body = PeerReport.Write(target, count, data[Http2Frame.HeadBytes..]);
        Http2Frame.WriteHead(data, body, Http2Frame.Data, Http2Frame.EndStream, stream);
        return (2 * Http2Frame.HeadBytes) + head.Length + body;
    }

    /// <summary>Notes that a report was acknowledged.</summary>
    public void Acknowledge(int target, int count, long now)
    {
        lock (Acknowledged) Acknowledged[target] = Math.Max(Acknowledged[target], count);
        LastAcknowledged = now;
    }

    private byte[] Head(int target)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/registry/peers/{Name}/{Address}/locker/store/client,t{target}");
        if (!IsHttp2) return Encoding.ASCII.GetBytes(Line(path, PeerReport.Bytes(target)));
        return RawHttp2Connection.Block(
            (":authority", "node"), (":method", "POST"), (":path", path), (":scheme", "http"), ("content-type", "application/json"),
            ("content-length", PeerReport.Bytes(target).ToString(CultureInfo.InvariantCulture)), ("accept-encoding", "gzip"),
            ("user-agent", "Go-http-client/2.0"));
    }

    private static string Line(string path, int length) =>
        $"POST {path} HTTP/1.1\r\nHost: node\r\nUser-Agent: Go-http-client/1.1\r\nContent-Length: {length}\r\n"
        + "Content-Type: application/json\r\nAccept-Encoding: gzip\r\n\r\n";
}
