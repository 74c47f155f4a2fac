using Lockers.Tests.Shared;

namespace Lockers.Conformance.Replay;

/// <summary>
/// Plays the bytes of a recorded connection of HTTP/2 to a node, as they are and in their order. Only when they go out is not the
/// recording's: a stream was cancelled when its answer had come, and so it is here.
/// </summary>
internal sealed class Http2Replay : IDisposable
{
    private readonly RawHttp2Connection _connection;
    private readonly Queue<Http2Frame> _frames;

    private Http2Replay(RawHttp2Connection connection, byte[] sent) =>
        (_connection, _frames) = (connection, new(Http2Frame.Parse(sent)));

    /// <summary>The GOAWAYs that have come.</summary>
    public IReadOnlyList<Http2Frame> GoAways => _connection.GoAways;

    /// <summary>Connects, and sends the preface.</summary>
    public static async Task<Http2Replay> Open(LockersNode node, byte[] sent)
    {
        var connection = await RawHttp2Connection.Connect(node.Address);
        await connection.Write(Http2Frame.Preface.ToArray());
        return new(connection, sent);
    }

    /// <summary>
    /// Plays the rest. Each request is answered before the next frame goes out: streams are carried out side by side, and a peer that stores a
    /// key twice sends the second store when the first one's answer has come.
    /// </summary>
    public async Task Play()
    {
        while (_frames.TryDequeue(out var frame))
        {
            await Send(frame);
            if (frame.EndsStream) await Answer(frame.Stream);
        }
    }

    /// <summary>Plays until a request is whole, and reads its answer.</summary>
    public async Task<Http2Answer> PlayUntilAnswered(int stream)
    {
        Http2Frame frame;
        do
        {
            frame = _frames.Dequeue();
            await Send(frame);
        }
        while (frame.Stream != stream || !frame.EndsStream);
        return await Answer(stream);
    }

    /// <summary>The answer to a request that was played.</summary>
    public Task<Http2Answer> Answer(int stream) => _connection.Answer(stream);

    public void Dispose() => _connection.Dispose();

    private async Task Send(Http2Frame frame)
    {
        if (frame.Type == Http2Frame.Reset) await Answer(frame.Stream);
        await _connection.Write(frame);
    }
}
