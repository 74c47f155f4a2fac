using System.Text.Json;

namespace Lockers.Tests.Shared;

/// <summary>One line of a recording: a request, and the answer that a real goto registry gave.</summary>
/// <param name="Method">Empty on a line that holds <paramref name="Http2"/>.</param>
/// <param name="Uri">Path and query, as sent.</param>
/// <param name="Body">Empty where the request had none.</param>
/// <param name="RequestType">The request's content type, where the recording says; tours do not.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="ResponseType">The answer's content type.</param>
/// <param name="Response">The answer's text.</param>
/// <param name="Http2">All the bytes that one cleartext HTTP/2 connection sent, instead of a request.</param>
internal sealed record Recording(
    string Method, string Uri, string Body, string? RequestType, int Status, string? ResponseType, string Response, byte[]? Http2)
{
    /// <summary>The request's headers that count.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>The recordings of real gotos, in <c>tests/Conformance/Recordings</c>.</summary>
internal static class Recordings
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Conformance", "Recordings");

    /// <summary>The lines of a <c>.jsonl</c> recording, in order.</summary>
    public static IReadOnlyList<Recording> Lines(string file) => [.. File.ReadLines(PathOf(file)).Select(Parse)];

    /// <summary>A <c>.json</c> recording as one value.</summary>
    public static JsonElement Json(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf(file)));
        return document.RootElement.Clone();
    }

    /// <summary>The lines of a <c>.jsonl</c> recording as they are.</summary>
    public static IEnumerable<JsonElement> Raw(string file)
    {
        foreach (var line in File.ReadLines(PathOf(file)))
        {
            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }

    private static string PathOf(string file) => Path.Combine(Folder, file);

    private static Recording Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var json = document.RootElement;
        var type = Text(json, "contentType");
        var answerType = Text(json, "responseType");
        return new Recording(
            Text(json, "method") ?? "",
            Text(json, "uri") ?? "",
            Text(json, "body") ?? "",
            // Sessions record both types, tours only that of the answer, under the name that sessions use for the other.
            answerType is null ? null : type,
            json.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number ? status.GetInt32() : 0,
            answerType ?? type,
            Text(json, "response") ?? "",
            json.TryGetProperty("h2", out var bytes) ? bytes.GetBytesFromBase64() : null)
        {
            Headers = json.TryGetProperty("headers", out var headers) ? headers.Deserialize<Dictionary<string, string>>()! : [],
        };
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
