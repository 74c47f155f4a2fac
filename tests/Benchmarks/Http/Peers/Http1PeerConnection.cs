using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Lockers.Benchmarks.Http.Peers;

/// <summary>A connection of HTTP/1.1, whose answers have a Content-Length and come in the order of the requests.</summary>
internal sealed class Http1PeerConnection(PeerNodes nodes, PeerLatencies latencies) : PeerConnection(nodes, latencies)
{
    private readonly ConcurrentQueue<PeerRequest> _pending = new();

    protected override bool IsHttp2 => false;

    public override int Pending => _pending.Count;

    protected override void Begin(Socket socket)
    {
    }

    protected override int Write(in PeerRequest request, Span<byte> to)
    {
        _pending.Enqueue(request);
        return request.Target == PeerRequest.Reminder ? request.Instance.Remind(to) : request.Instance.Report(request.Target, request.Count, to);
    }

    protected override int Take(ReadOnlySpan<byte> come)
    {
        var taken = 0;
        while (come[taken..].IndexOf("\r\n\r\n"u8) is var head and >= 0)
        {
            var answer = come.Slice(taken, head + 4);
            var at = answer.IndexOf("Content-Length: "u8);
            if (at < 0 || !Utf8Parser.TryParse(answer[(at + 16)..], out int length, out _) || !Utf8Parser.TryParse(answer[9..], out int status, out _))
                throw new InvalidDataException("an answer without a length");
            if (come.Length - taken < answer.Length + length) break;
            if (_pending.TryDequeue(out var request)) Answered(request, status);
            taken += answer.Length + length;
        }

        return taken;
    }

    protected override IEnumerable<PeerRequest> Forget()
    {
        while (_pending.TryDequeue(out var request)) yield return request;
    }
}
