using System.Text.Json;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Replay;

/// <summary>What one connection of HTTP/2 sent, and what its requests were.</summary>
/// <param name="Sent">All bytes, from the first.</param>
/// <param name="Streams">Each request's stream, URI and recorded status, in order.</param>
internal sealed record Http2Recording(byte[] Sent, IReadOnlyList<(int Stream, string Uri, int Status)> Streams)
{
    /// <summary>What is left at each URI that texts were stored at: the last body.</summary>
    public Dictionary<string, byte[]> Reports()
    {
        var bodies = Http2Frame.Parse(Sent).Where(frame => frame.Type == Http2Frame.Data)
            .GroupBy(frame => frame.Stream, frame => frame.Payload)
            .ToDictionary(frames => frames.Key, frames => frames.SelectMany(part => part).ToArray());
        return Streams.Where(request => request.Uri.Contains("/locker/store/", StringComparison.Ordinal))
            .GroupBy(request => request.Uri, request => bodies[request.Stream])
            .ToDictionary(stored => stored.Key, stored => stored.Last());
    }
}

/// <summary>Recordings of whole connections of HTTP/2.</summary>
internal static class Http2Recordings
{
    /// <summary>The connections, in order.</summary>
    public static IReadOnlyList<Http2Recording> Read(string file) => [.. Recordings.Raw(file).Select(Parse)];

    private static Http2Recording Parse(JsonElement line) => new(
        line.GetProperty("h2").GetBytesFromBase64(),
        [.. line.GetProperty("streams").EnumerateArray().Select(stream => (
            stream.GetProperty("stream").GetInt32(), stream.GetProperty("uri").GetString()!, stream.GetProperty("status").GetInt32()))]);
}
