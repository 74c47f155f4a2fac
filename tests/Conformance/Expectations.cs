using System.Text.Json.Nodes;
using Lockers.Conformance.Comparison;
using Lockers.Tests.Shared;

namespace Lockers.Conformance;

/// <summary>What our answer must be where it is not goto's. Each says the fault, or null.</summary>
internal static class Expectations
{
    /// <summary>goto's status, and its words in the detail of a problem.</summary>
    public static string? Problem(Comparer comparer, Recording theirs, Answer ours) =>
        ProblemInOurWords(comparer, theirs, ours)
        ?? (Detail(ours).Contains(theirs.Response.Trim(), StringComparison.Ordinal) ? null
            : $"the detail lacks \"{theirs.Response.Trim()}\": {ours}");

    /// <summary>goto's status with a problem.</summary>
    public static string? ProblemInOurWords(Comparer comparer, Recording theirs, Answer ours) =>
        ours.Status == theirs.Status && IsProblem(ours) && Detail(ours).Length > 0 ? null
            : $"expected a problem with {theirs.Status}, got {ours}";

    /// <summary>goto's words, and behind them how much went.</summary>
    public static string? Counts(Comparer comparer, Recording theirs, Answer ours)
    {
        var words = theirs.Response.TrimEnd('\n');
        return ours.Status == 200 && ours.Text.StartsWith($"{words} (", StringComparison.Ordinal) && ours.Text.EndsWith(")\n", StringComparison.Ordinal)
            ? null
            : $"expected \"{words}\" and counts, got {ours}";
    }

    /// <summary>A problem with a status of ours, and words in its detail.</summary>
    public static Func<Comparer, Recording, Answer, string?> Refused(int status, string words) => (_, _, ours) =>
        ours.Status == status && IsProblem(ours) && Detail(ours).Contains(words, StringComparison.Ordinal) ? null
            : $"expected a problem with {status} and \"{words}\", got {ours}";

    /// <summary>A problem with a status of ours.</summary>
    public static Func<Comparer, Recording, Answer, string?> ProblemOf(int status) => Refused(status, "");

    /// <summary>A line of text, of which the end may be how much went.</summary>
    public static Func<Comparer, Recording, Answer, string?> Line(string line) => (_, _, ours) =>
        ours.Status == 200 && (ours.Text == $"{line}\n" || (ours.Text.StartsWith($"{line} (", StringComparison.Ordinal) && ours.Text.EndsWith(")\n", StringComparison.Ordinal)))
            ? null
            : $"expected \"{line}\", got {ours}";

    /// <summary>JSON of ours.</summary>
    public static Func<Comparer, Recording, Answer, string?> Json(string json) => (comparer, theirs, ours) =>
        ours.Status == 200 ? comparer.Json(theirs.Uri, JsonNode.Parse(json), ours) : $"expected {json}, got {ours}";

    /// <summary>goto's JSON with something made of it.</summary>
    public static Func<Comparer, Recording, Answer, string?> Json(Func<JsonNode, JsonNode> made) => (comparer, theirs, ours) =>
        ours.Status == 200 ? comparer.Json(theirs.Uri, made(JsonNode.Parse(theirs.Response)!), ours) : $"expected an answer, got {ours}";

    /// <summary>goto's members as they are, and those of later gotos, empty.</summary>
    public static string? PeerDataSuperset(Comparer comparer, Recording theirs, Answer ours)
    {
        var expected = JsonNode.Parse(theirs.Response)!.AsObject();
        var maps = expected["Targets"] is null ? null : new JsonObject();
        foreach (var map in (string[])["JobScripts", "Files"])
        {
            if (!expected.ContainsKey(map)) expected[map] = maps?.DeepClone();
        }

        if (!expected.ContainsKey("TrackingTimeBuckets")) expected["TrackingTimeBuckets"] = "";
        return comparer.Json(theirs.Uri, expected, ours);
    }

    /// <summary>
    /// goto's dump without the lockers that its deregistrations left, and with the copy of the peers compared as the JSON that it is: it
    /// holds times.
    /// </summary>
    public static string? DumpOfPeers(Comparer comparer, Recording theirs, Answer ours)
    {
        var expected = JsonNode.Parse(theirs.Response)!;
        var second = expected["lockers"]!["second"]!;
        second["peerLockers"]!.AsObject().Remove("nobody");
        second["peerLockers"]!["peer1"]!["instanceLockers"]!.AsObject().Remove("127.0.0.1:2");
        return CopyOfPeers(second, ours.Json!["lockers"]!["second"]!) ?? comparer.Json(theirs.Uri, expected, ours);
    }

    private static string? CopyOfPeers(JsonNode theirs, JsonNode ours)
    {
        var (left, right) = (Copy(theirs), Copy(ours));
        var text = (string)right["data"]!;
        var (expected, actual) = (JsonNode.Parse((string)left["data"]!), JsonNode.Parse(text));
        left["data"] = text;
        Masks.Apply(expected, actual);
        return JsonDifference.First(expected, actual, "the copy of the peers");

        static JsonNode Copy(JsonNode locker) => locker["dataLocker"]!["locker"]!["peers"]!;
    }

    private static bool IsProblem(Answer answer) =>
        answer.ContentType?.StartsWith("application/problem+json", StringComparison.Ordinal) == true;

    private static string Detail(Answer answer) => (string?)answer.Json?["detail"] ?? "";
}
