using System.Net.Sockets;
using Lockers.Tests.Shared;

namespace Lockers.Benchmarks.Http.Peers;

/// <summary>A connection of cleartext HTTP/2 with prior knowledge, kept open, with a stream for each request, as goto's peers from 0.9 on have.</summary>
internal sealed class Http2PeerConnection(PeerNodes nodes, PeerLatencies latencies) : PeerConnection(nodes, latencies)
{
    private const byte Ok = 0x88;
    private readonly Dictionary<int, PeerRequest> _pending = [];
    private int _stream = 1;

    protected override bool IsHttp2 => true;

    public override int Pending
    {
        get
        {
            lock (_pending) return _pending.Count;
        }
    }

    // The node's SETTINGS are not answered by ACK: it does not ask for that, and all frames here are within the protocol's own limits.
    protected override void Begin(Socket socket)
    {
        _stream = 1;
        socket.Send(RawHttp2Connection.Greeting());
    }

    protected override int Write(in PeerRequest request, Span<byte> to)
    {
        _stream += 2;
        lock (_pending) _pending[_stream] = request;
        return request.Instance.Report(request.Target, request.Count, _stream, to);
    }

    protected override int Take(ReadOnlySpan<byte> come)
    {
        var taken = 0;
        while (come.Length - taken >= Http2Frame.HeadBytes)
        {
            var rest = come[taken..];
            var (length, frame) = Http2Frame.ParseHead(rest);
            if (rest.Length < Http2Frame.HeadBytes + length) break;
            Take(frame, rest.Slice(Http2Frame.HeadBytes, length));
            taken += Http2Frame.HeadBytes + length;
        }

        return taken;
    }

    protected override IEnumerable<PeerRequest> Forget()
    {
        lock (_pending)
        {
            PeerRequest[] all = [.. _pending.Values];
            _pending.Clear();
            return all;
        }
    }

    private void Take(Http2Frame frame, ReadOnlySpan<byte> payload)
    {
        switch (frame.Type)
        {
            // The status is the first header, and 200 has an index of its own; another one need not be known here.
            case Http2Frame.Headers when payload[0] != Ok:
                End(frame.Stream, 0);
                break;
            case Http2Frame.Data when frame.EndsStream:
                End(frame.Stream, 200);
                break;
            case Http2Frame.Reset:
                End(frame.Stream, 0);
                break;
            case Http2Frame.GoAway:
                throw new InvalidDataException("GOAWAY");
        }
    }

    private void End(int stream, int status)
    {
        PeerRequest request;
        lock (_pending)
        {
            if (!_pending.Remove(stream, out request)) return;
        }

        Answered(request, status);
    }
}
