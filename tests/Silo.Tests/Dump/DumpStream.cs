using System.Net;
using System.Text;

namespace Lockers.Silo.Tests.Dump;

/// <summary>A dump of one locker with many keys, sent as it is made: chunked, its length not said.</summary>
/// <param name="keys">How many keys.</param>
/// <param name="textBytes">How many bytes of text each.</param>
/// <param name="first">Called when the first megabyte is out; the rest follows when it completes.</param>
internal sealed class DumpStream(int keys, int textBytes, Func<Task>? first = null) : HttpContent
{
    /// <summary>The locker's label.</summary>
    public const string Label = "streamed";

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var text = new string('x', textBytes);
        await Write(stream, "{\"lockers\":{\"streamed\":{\"dataLocker\":{\"locker\":{");
        for (var (key, sent, told) = (0, 0L, first is null); key < keys; key++)
        {
            sent += await Write(stream, $$"""{{(key > 0 ? "," : "")}}"key-{{key:D8}}":{"data":"{{text}}","firstReported":"2026-01-01T00:00:00Z"}""");
            if (told || sent < 1024 * 1024) continue;
            told = true;
            await stream.FlushAsync();
            await first!();
        }

        await Write(stream, "}}}}}");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private static async Task<int> Write(Stream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        await stream.WriteAsync(bytes);
        return bytes.Length;
    }
}
