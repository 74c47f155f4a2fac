using System.IO.Compression;
using System.Text.Json;

namespace Lockers.Tests.Shared;

/// <summary>The recordings of real gotos, in <c>tests/Conformance/Recordings</c>.</summary>
internal static class Recordings
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Conformance", "Recordings");

    /// <summary>The lines of a <c>.jsonl</c> recording, or of a <c>.jsonl.gz</c> one, in order.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="mapped">What is done to each line before it is read: addresses replaced by others, say.</param>
    public static IReadOnlyList<Recording> Lines(string file, Func<string, string>? mapped = null) =>
        [.. Text(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Parse(mapped?.Invoke(line) ?? line))];

    /// <summary>A <c>.json</c> recording as one value.</summary>
    public static JsonElement Json(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf(file)));
        return document.RootElement.Clone();
    }

    private static string Text(string file)
    {
        using var stream = File.OpenRead(PathOf(file));
        using var reader = new StreamReader(
            file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        return reader.ReadToEnd();
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
            Status(json),
            answerType ?? type,
            Text(json, "response") ?? "",
            json.TryGetProperty("h2", out var bytes) && bytes.ValueKind == JsonValueKind.String ? bytes.GetBytesFromBase64() : null)
        {
            Note = Text(json, "note") ?? "",
            At = Text(json, "at") ?? "",
            Generation = Text(json, "gen") ?? "",
            Calls = json.TryGetProperty("calls", out var calls) ? [.. calls.EnumerateArray().Select(Call)] : [],
            Headers = json.TryGetProperty("headers", out var headers) ? headers.Deserialize<Dictionary<string, string>>()! : [],
        };
    }

    private static RecordedCall Call(JsonElement json) => new(
        Text(json, "pod")!, Text(json, "method")!, Text(json, "uri")!, Text(json, "body") ?? "", Status(json), Text(json, "response") ?? "",
        Text(json, "responseType") ?? "");

    private static int Status(JsonElement json) =>
        json.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number ? status.GetInt32() : 0;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
