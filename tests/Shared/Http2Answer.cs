using System.Text;

namespace Lockers.Tests.Shared;

/// <summary>What a stream of HTTP/2 was answered.</summary>
internal sealed class Http2Answer
{
    private readonly List<byte> _body = [];

    /// <summary>The status; 0 until the answer's headers have come.</summary>
    public int Status { get; private set; }

    /// <summary>Whether the answer is whole.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The code of the RST_STREAM that came, or null.</summary>
    public int? Reset { get; private set; }

    /// <summary>Whether nothing more comes.</summary>
    public bool HasEnded => IsWhole || Reset is not null;

    /// <summary>The body so far.</summary>
    public byte[] Body => [.. _body];

    /// <summary>The body so far, as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    public override string ToString() => $"status {Status}, {(IsWhole ? "whole" : $"reset {Reset}")}: {Text}";

    /// <summary>Takes the next of its frames.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="headers">The connection's, which sees the headers of all its answers.</param>
    public void Take(Http2Frame frame, HeaderTable headers)
    {
        if (frame.Type == Http2Frame.Headers) Status = headers.StatusIn(frame.Payload);
        if (frame.Type == Http2Frame.Data) _body.AddRange(frame.Payload);
        if (frame.Type == Http2Frame.Reset) Reset = frame.ErrorCode;
        IsWhole |= frame.EndsStream;
    }
}
