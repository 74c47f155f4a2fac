using System.Text.Json;
using System.Text.Json.Nodes;
using Lockers.Conformance.Comparison;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Control;

/// <summary>Compares what we ask of pods, and how often, with what is expected.</summary>
internal static class CallComparison
{
    /// <summary>How they differ, or null.</summary>
    /// <param name="request">The request, and the calls that are expected for it. Redirects are not: they lead to nothing.</param>
    /// <param name="asked">What we asked.</param>
    public static string? Difference(Recording request, IReadOnlyList<RecordedCall> asked)
    {
        var theirs = request.Calls.Where(call => call.Status is < 300 or >= 400).ToLookup(CallName.Of);
        var known = asked.ToLookup(CallName.Of);
        foreach (var call in theirs)
        {
            if (!known.Contains(call.Key)) return $"nobody asked {call.Key}; asked was {Shown(asked)}";
            if (call.Count() != known[call.Key].Count()) return $"{call.Key} was asked {known[call.Key].Count()} times, not {call.Count()}";
            foreach (var (expected, actual) in call.Zip(known[call.Key]))
                if (Body(request, expected, actual) is { } difference) return $"{call.Key}: {difference}";
        }

        // Each pod is asked in both spellings, and told by its answers which it knows.
        var tooMuch = known.Where(call => !theirs.Contains(call.Key))
            .FirstOrDefault(call => call.Count() > OtherSpelling.Of(call.First()).Sum(other => theirs[other].Count()));
        return tooMuch is null ? null : $"{tooMuch.Key} is too much";
    }

    // Targets and jobs go on as they came: goto's went on with its defaults, and without what it did not know.
    private static string? Body(Recording request, RecordedCall theirs, RecordedCall ours)
    {
        if (theirs.Body == ours.Body) return null;
        if (Json(theirs.Body) is not { } expected || Json(ours.Body) is not { } actual)
            return $"expected the body {theirs.Body}, got {ours.Body}";
        var unchanged = Unchanged(request, actual);
        Defaults.Drop(expected, actual);
        return JsonDifference.First(expected, actual, "the body") ?? unchanged;
    }

    private static string? Unchanged(Recording request, JsonNode actual)
    {
        if (Json(request.Body) is not JsonObject sent) return null;
        var lost = sent.FirstOrDefault(member => !JsonNode.DeepEquals(member.Value, actual[member.Key]));
        return lost.Key is null ? null : $"\"{lost.Key}\" did not go on as it came: {actual.ToJsonString()}";
    }

    private static JsonNode? Json(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Shown(IReadOnlyList<RecordedCall> calls) => calls.Count == 0 ? "nothing" : string.Join(", ", calls.Select(CallName.Of));
}
