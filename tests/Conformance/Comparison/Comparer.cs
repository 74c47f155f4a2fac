using System.Text.Json;
using System.Text.Json.Nodes;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Comparison;

/// <summary>Compares an answer of ours with goto's, as API.md's last section says.</summary>
internal sealed class Comparer
{
    private readonly UnparsedTargets _unparsed = new();

    /// <summary>What the recording's registry has by now.</summary>
    public RegistryState Registry { get; } = new();

    /// <summary>Remembers what a request did, where that matters to later answers.</summary>
    public void Note(Recording request)
    {
        _unparsed.Note(request);
        Registry.Note(request);
    }

    /// <summary>How the two differ, or null.</summary>
    public string? Difference(Recording theirs, Answer ours)
    {
        // It panicked: any answer is better.
        if (theirs.Status == 0) return null;
        if (Status(theirs.Status) != Status(ours.Status)) return $"expected status {theirs.Status}, got {ours}";
        if (theirs.Response.StartsWith("{\"CatchAll\"", StringComparison.Ordinal)) return null;
        if (theirs.Response.Length == 0 && ours.Body.Length == 0) return null;
        if (!IsJson(theirs.Response, out var expected)) return Text(theirs.Response, ours);
        if (!IsJson(ours.Text, out _)) return $"expected JSON, got {ours}";
        var found = Json(theirs.Uri, expected, ours);
        return found is null && IsStoredText(theirs) && !HasMasked(expected) ? Text(theirs.Response, ours) : found;
    }

    /// <summary>How our JSON differs from a value, or null.</summary>
    public string? Json(string uri, JsonNode? expected, Answer ours)
    {
        if (ours.ContentType is not "application/json; charset=utf-8" && !IsStoredTextUri(uri))
            return $"expected the type application/json; charset=utf-8, got {ours}";
        if (!IsJson(ours.Text, out _)) return $"expected JSON, got {ours}";
        var left = Sorting.Apply(uri, expected?.DeepClone());
        var right = Sorting.Apply(uri, ours.Json);
        Masks.Apply(left, right);
        Defaults.Drop(left, right);
        _unparsed.Drop(uri, left);
        _unparsed.Drop(uri, right);
        return JsonDifference.First(left, right);
    }

    private static string? Text(string expected, Answer ours)
    {
        if (ours.ContentType != "text/plain; charset=utf-8") return $"expected the type text/plain; charset=utf-8, got {ours}";
        return ours.Text == expected ? null : $"expected the text {expected}, got {ours}";
    }

    private static int Status(int status) => status == 202 ? 200 : status;

    // A text that was stored comes back byte for byte, JSON or not, unless the registry itself put times into it.
    private static bool IsStoredText(Recording theirs) =>
        IsStoredTextUri(theirs.Uri) && theirs.ResponseType!.StartsWith("text/plain", StringComparison.Ordinal);

    private static bool IsStoredTextUri(string uri) =>
        uri.Contains("/get/", StringComparison.Ordinal) || uri.Contains("/dump/", StringComparison.Ordinal);

    private static bool HasMasked(JsonNode? json)
    {
        var masked = json?.DeepClone();
        Masks.Apply(masked);
        return !JsonNode.DeepEquals(json, masked);
    }

    // Plain lines of text are never JSON by chance: none is a number, null or quoted.
    private static bool IsJson(string text, out JsonNode? json)
    {
        json = null;
        if (text.Length == 0) return false;
        try
        {
            json = JsonNode.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
