using System.Buffers.Binary;

namespace Lockers.Tests.Shared;

/// <summary>A frame of HTTP/2 (RFC 9113, section 4).</summary>
/// <param name="Type">What it is.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="Stream">Its stream; 0 is the connection.</param>
/// <param name="Payload">What it holds.</param>
internal sealed record Http2Frame(byte Type, byte Flags, int Stream, byte[] Payload)
{
    public const int HeadBytes = 9;
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte GoAway = 7;
    public const byte WindowUpdate = 8;
    public const byte Continuation = 9;

    /// <summary>Of DATA and HEADERS: the last of its stream.</summary>
    public const byte EndStream = 1;

    /// <summary>Of SETTINGS: the other side's have come.</summary>
    public const byte Ack = 1;

    /// <summary>Of HEADERS and CONTINUATION: the last of its headers.</summary>
    public const byte EndHeaders = 4;

    /// <summary>What a client's connection begins with.</summary>
    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Whether it ends its stream.</summary>
    public bool EndsStream => Type is Data or Headers && (Flags & EndStream) != 0;

    /// <summary>Of RST_STREAM its error code, of GOAWAY too.</summary>
    public int ErrorCode => BinaryPrimitives.ReadInt32BigEndian(Type == Reset ? Payload : Payload.AsSpan(4));

    /// <summary>Its bytes.</summary>
    public byte[] Bytes()
    {
        var bytes = new byte[HeadBytes + Payload.Length];
        WriteHead(bytes, Payload.Length, Type, Flags, Stream);
        Payload.CopyTo(bytes.AsSpan(HeadBytes));
        return bytes;
    }

    /// <summary>Writes the nine bytes before a payload.</summary>
    public static void WriteHead(Span<byte> to, int length, byte type, byte flags, int stream)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, length << 8);
        (to[3], to[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(to[5..], stream);
    }

    /// <summary>The length, and a frame without its payload yet.</summary>
    public static (int Length, Http2Frame Head) ParseHead(ReadOnlySpan<byte> head) => (
        BinaryPrimitives.ReadInt32BigEndian(head) >>> 8,
        new(head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head[5..]) & int.MaxValue, []));

    /// <summary>The frames of all that a client sent, behind the preface.</summary>
    public static IEnumerable<Http2Frame> Parse(ReadOnlyMemory<byte> sent)
    {
        if (!sent.Span.StartsWith(Preface)) throw new InvalidDataException("The connection does not begin with the preface.");
        for (var rest = sent[Preface.Length..]; rest.Length > 0;)
        {
            var (length, head) = ParseHead(rest.Span);
            yield return head with { Payload = rest.Slice(HeadBytes, length).ToArray() };
            rest = rest[(HeadBytes + length)..];
        }
    }
}
