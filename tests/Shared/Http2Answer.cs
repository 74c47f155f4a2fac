using System.Globalization;
using System.Text;

namespace Lockers.Tests.Shared;

/// <summary>What a stream of HTTP/2 was answered.</summary>
internal sealed class Http2Answer
{
    private readonly MemoryStream _body = new();

    /// <summary>The status; 0 until the answer's headers have come.</summary>
    public int Status { get; private set; }

    /// <summary>Whether the answer is whole.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The code of the RST_STREAM that came, or null.</summary>
    public int? Reset { get; private set; }

    /// <summary>Whether nothing more comes.</summary>
    public bool HasEnded => IsWhole || Reset is not null;

    /// <summary>The body so far.</summary>
    public byte[] Body => _body.ToArray();

    /// <summary>The body so far, as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    public override string ToString() => $"status {Status}, {(IsWhole ? "whole" : $"reset {Reset}")}: {Text}";

    /// <summary>Takes the next of its frames.</summary>
    public void Take(Http2Frame frame)
    {
        if (frame.Type == Http2Frame.Headers && Status == 0) Status = StatusOf(frame.Payload);
        if (frame.Type == Http2Frame.Data) _body.Write(frame.Payload);
        if (frame.Type == Http2Frame.Reset) Reset = frame.ErrorCode;
        IsWhole |= frame.EndsStream;
    }

    /// <summary>
    /// The status in the headers of an answer (RFC 7541): it comes first, as an index of the static table, or as digits under the name of such an
    /// index. A change of the dynamic table's size may come before it.
    /// </summary>
    public static int StatusOf(ReadOnlySpan<byte> block)
    {
        while ((block[0] & 0xE0) == 0x20) block = block[1..];
        return block[0] switch
        {
            0x88 => 200,
            0x89 => 204,
            0x8A => 206,
            0x8B => 304,
            0x8C => 400,
            0x8D => 404,
            0x8E => 500,
            0x08 or 0x48 => int.Parse(block.Slice(2, block[1]), CultureInfo.InvariantCulture),
            _ => throw new InvalidDataException($"The answer's headers begin with {block[0]:X2}."),
        };
    }
}
