using System.Globalization;
using System.Text;

namespace Lockers.Tests.Shared;

/// <summary>Reads an HTTP/1.1 answer from a stream.</summary>
internal static class RawAnswer
{
    private const int Piece = 64 * 1024;

    /// <summary>The status and headers, or null at the end of the stream.</summary>
    public static async Task<Answer?> Head(Stream stream)
    {
        if (await Line(stream) is not { Length: > 0 } first) return null;
        if (!first.StartsWith("HTTP/1.1 ", StringComparison.Ordinal)) throw new IOException($"Not an answer of HTTP/1.1: {first}");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await Line(stream) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new(int.Parse(first.Split(' ')[1], CultureInfo.InvariantCulture), headers, []);
    }

    /// <summary>The whole answer.</summary>
    public static async Task<Answer> Body(Stream stream, Answer head, string method, Func<Task>? betweenReads)
    {
        var body = new MemoryStream();
        if (method == "HEAD" || head.Status is 204 or 304) return head;
        if (head.Headers.TryGetValue("Transfer-Encoding", out var encoding) && encoding == "chunked")
            await Chunks(stream, body, betweenReads);
        else if (head.Headers.TryGetValue("Content-Length", out var length))
            await Copy(stream, body, int.Parse(length, CultureInfo.InvariantCulture), betweenReads);
        else
            await stream.CopyToAsync(body);
        return head with { Body = body.ToArray() };
    }

    private static async Task Chunks(Stream stream, MemoryStream body, Func<Task>? betweenReads)
    {
        while (true)
        {
            var line = await Line(stream) ?? throw new EndOfStreamException($"Broke off after {body.Length} bytes.");
            var size = int.Parse(line, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size > 0) await Copy(stream, body, size, betweenReads);
            await Line(stream);
            if (size == 0) return;
        }
    }

    private static async Task Copy(Stream stream, MemoryStream body, int count, Func<Task>? betweenReads)
    {
        var buffer = new byte[Piece];
        while (count > 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(0, Math.Min(count, buffer.Length)));
            if (read == 0) throw new EndOfStreamException($"Broke off after {body.Length} bytes.");
            body.Write(buffer, 0, read);
            count -= read;
            if (betweenReads is not null) await betweenReads();
        }
    }

    private static async Task<string?> Line(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            if (await stream.ReadAsync(one) == 0) return line.Count == 0 ? null : Encoding.UTF8.GetString([.. line]);
            if (one[0] == '\n') return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }
    }
}
