using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Lockers.Tests.Shared;

/// <summary>
/// A connection of cleartext HTTP/2 with prior knowledge on a bare socket: the frames that go out are the test's own. Headers go out as
/// they are, neither indexed nor in Huffman's code.
/// </summary>
internal sealed class RawHttp2Connection : IDisposable
{
    private const int FramePayload = 16 * 1024;
    private readonly TcpClient _tcp;
    private readonly NetworkStream _out;
    private readonly BufferedStream _stream;
    // One task reads, another may look.
    private readonly ConcurrentDictionary<int, Http2Answer> _answers = [];
    private readonly HeaderTable _headers = new();
    private int _nextStream = 1;

    private RawHttp2Connection(TcpClient tcp)
    {
        (_tcp, _out) = (tcp, tcp.GetStream());
        _stream = new BufferedStream(_out, 16 * 1024);
    }

    /// <summary>A header that is the same as the one that was indexed last.</summary>
    public const byte Newest = 0x80 | 62;

    /// <summary>The GOAWAYs that have come, in order.</summary>
    public List<Http2Frame> GoAways { get; } = [];

    /// <summary>The statuses of all answers that have begun.</summary>
    public IEnumerable<int> Statuses => _answers.Values.Select(answer => answer.Status).Where(status => status > 0);

    /// <summary>Connects, and sends nothing.</summary>
    public static async Task<RawHttp2Connection> Connect(Uri node, CancellationToken stop = default)
    {
        var tcp = new TcpClient { NoDelay = true };
        try
        {
            await tcp.ConnectAsync(node.Host, node.Port, stop);
            return new(tcp);
        }
        catch
        {
            tcp.Dispose();
            throw;
        }
    }

    /// <summary>Connects, and greets as peers do: no push, windows of 4 MiB for a stream and 1 GiB for all, headers of up to 10 MiB.</summary>
    public static async Task<RawHttp2Connection> Open(Uri node, CancellationToken stop = default)
    {
        var connection = await Connect(node, stop);
        await connection.Write(Greeting());
        return connection;
    }

    /// <summary>The preface, and the SETTINGS and WINDOW_UPDATE that peers send behind it.</summary>
    public static byte[] Greeting() =>
    [
        .. Http2Frame.Preface,
        .. new Http2Frame(Http2Frame.Settings, 0, 0, [0, 2, 0, 0, 0, 0, 0, 4, 0, 0x40, 0, 0, 0, 6, 0, 0xA0, 0, 0]).Bytes(),
        .. new Http2Frame(Http2Frame.WindowUpdate, 0, 0, [0x40, 0, 0, 0]).Bytes(),
    ];

    /// <summary>Sends bytes as they are.</summary>
    public Task Write(ReadOnlyMemory<byte> bytes) => _out.WriteAsync(bytes).AsTask();

    /// <summary>Sends a frame.</summary>
    public Task Write(Http2Frame frame) => Write(frame.Bytes());

    /// <summary>Sends the head of a request, the target as it is.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">The target.</param>
    /// <param name="isWhole">Whether there is no body.</param>
    /// <param name="headers">Further headers, names in small letters.</param>
    /// <returns>Its stream.</returns>
    public async Task<int> Begin(string method, string target, bool isWhole = false, params (string Name, string Value)[] headers)
    {
        var stream = NextStream();
        await Write(Head(stream, Block([(":method", method), (":scheme", "http"), (":authority", "node"), (":path", target), .. headers]), isWhole));
        return stream;
    }

    /// <summary>The number of the next stream.</summary>
    public int NextStream()
    {
        _nextStream += 2;
        return _nextStream;
    }

    /// <summary>Sends a request and reads its answer. Other streams go on.</summary>
    public async Task<Http2Answer> Exchange(string method, string target, string? body = null, params (string Name, string Value)[] headers)
    {
        var stream = await Begin(method, target, isWhole: body is null, headers);
        if (body is not null) await Write(new Http2Frame(Http2Frame.Data, Http2Frame.EndStream, stream, Encoding.UTF8.GetBytes(body)));
        return await Answer(stream);
    }

    /// <summary>Reads until a stream's answer is whole, or the stream was reset. No window is made larger: an answer beyond 4 MiB does not come to its end.</summary>
    /// <exception cref="IOException">The connection ended before that.</exception>
    /// <exception cref="TimeoutException">It takes too long.</exception>
    public async Task<Http2Answer> Answer(int stream) =>
        await Answered(stream).WaitAsync(TestDeadlines.Step) ?? throw new IOException($"The connection ended before stream {stream} did. {Said()}");

    /// <summary>The same; null where the connection ended before that.</summary>
    public async Task<Http2Answer?> Answered(int stream)
    {
        while (!AnswerOf(stream).HasEnded)
            if (await Read() is null) return null;
        return AnswerOf(stream);
    }

    /// <summary>Reads until the other side closes the connection.</summary>
    public async Task End()
    {
        while (await Read() is not null) continue;
    }

    /// <summary>Reads one frame, and notes what it means; null at the end of the connection.</summary>
    public async Task<Http2Frame?> Read()
    {
        try
        {
            var head = new byte[Http2Frame.HeadBytes];
            if (await _stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false) < head.Length) return null;
            var (length, frame) = Http2Frame.ParseHead(head);
            frame = frame with { Payload = new byte[length] };
            await _stream.ReadExactlyAsync(frame.Payload);
            await Note(frame);
            return frame;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Sends RST_STREAM with CANCEL, as peers do with streams that are answered.</summary>
    public Task Cancel(int stream) => Write(new Http2Frame(Http2Frame.Reset, 0, stream, [0, 0, 0, 8]));

    /// <summary>Says that nothing more will be sent.</summary>
    public void EndWriting() => _tcp.Client.Shutdown(SocketShutdown.Send);

    public void Dispose() => _tcp.Dispose();

    /// <summary>The frames of a request's head.</summary>
    public static byte[] Head(int stream, byte[] block, bool isWhole)
    {
        var frames = new List<byte>();
        for (var at = 0; at == 0 || at < block.Length; at += FramePayload)
        {
            var piece = block[at..Math.Min(block.Length, at + FramePayload)];
            var isLast = at + piece.Length == block.Length;
            var flags = (isLast ? Http2Frame.EndHeaders : 0) | (at == 0 && isWhole ? Http2Frame.EndStream : 0);
            frames.AddRange(new Http2Frame(at == 0 ? Http2Frame.Headers : Http2Frame.Continuation, (byte)flags, stream, piece).Bytes());
        }

        return [.. frames];
    }

    /// <summary>Headers as literals without indexing (RFC 7541, section 6.2.2).</summary>
    public static byte[] Block(params IEnumerable<(string Name, string Value)> headers)
    {
        var block = new List<byte>();
        foreach (var (name, value) in headers)
        {
            block.Add(0);
            Add(block, name);
            Add(block, value);
        }

        return [.. block];
    }

    /// <summary>A header as a literal that is indexed (RFC 7541, section 6.2.1).</summary>
    public static byte[] Indexed(string name, string value) => [0x40, .. Block([(name, value)])[1..]];

    private static void Add(List<byte> block, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length < 127)
        {
            block.Add((byte)bytes.Length);
        }
        else
        {
            block.Add(127);
            var rest = bytes.Length - 127;
            for (; rest >= 128; rest >>= 7) block.Add((byte)(rest | 128));
            block.Add((byte)rest);
        }

        block.AddRange(bytes);
    }

    private async Task Note(Http2Frame frame)
    {
        switch (frame.Type)
        {
            case Http2Frame.Settings when (frame.Flags & Http2Frame.Ack) == 0:
                await Write(new Http2Frame(Http2Frame.Settings, Http2Frame.Ack, 0, []));
                break;
            case Http2Frame.GoAway:
                GoAways.Add(frame);
                break;
            case Http2Frame.Data or Http2Frame.Headers or Http2Frame.Reset:
                AnswerOf(frame.Stream).Take(frame, _headers);
                break;
        }
    }

    private Http2Answer AnswerOf(int stream) => _answers.GetOrAdd(stream, _ => new());

    private string Said() => string.Join(' ', GoAways.Select(frame => $"GOAWAY {frame.ErrorCode}"));
}
