using System.Buffers;
using System.IO.Pipelines;

namespace Lockers.Api.Connections;

/// <summary>
/// Tells a connection of cleartext HTTP/2 with prior knowledge from one of HTTP/1.1 by its first line, which RFC 9113, section 3.4, chose so
/// that no other version of HTTP has it. The eight bytes of the preface behind the line are left to the server's HTTP/2, which knows what to
/// answer when they are wrong.
/// </summary>
internal static class Http2Preface
{
    /// <summary>The line: the first 16 of the preface's 24 bytes.</summary>
    public static ReadOnlySpan<byte> Line => "PRI * HTTP/2.0\r\n"u8;

    /// <summary>Whether a connection begins with the line. Consumes nothing: the next read gives the same bytes at once.</summary>
    /// <param name="input">What the client sends.</param>
    /// <param name="onPart">Called when a part of the line has come that may become the whole; may come more than once.</param>
    /// <param name="cancellationToken">Ends the wait for bytes.</param>
    /// <returns>False too where the connection ends before that is known.</returns>
    public static async ValueTask<bool> Begins(PipeReader input, Action onPart, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var begins = Matches(read.Buffer);
            if (begins is null && read.IsCompleted) begins = false;
            input.AdvanceTo(read.Buffer.Start, begins is null ? read.Buffer.End : read.Buffer.Start);
            if (begins is { } known) return known;
            if (!read.Buffer.IsEmpty) onPart();
        }
    }

    /// <summary>Whether bytes begin with the line; null while more of them must tell.</summary>
    public static bool? Matches(in ReadOnlySequence<byte> bytes)
    {
        var compared = 0;
        foreach (var part in bytes)
        {
            var length = Math.Min(part.Length, Line.Length - compared);
            if (!part.Span[..length].SequenceEqual(Line.Slice(compared, length))) return false;
            compared += length;
            if (compared == Line.Length) return true;
        }

        return null;
    }
}
