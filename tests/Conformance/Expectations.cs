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
        ?? (Detail(ours).Contains(theirs.Response.Trim(), StringComparison.Ordinal) ? null : $"the detail lacks \"{theirs.Response.Trim()}\": {ours}");

    /// <summary>goto's status with a problem.</summary>
    public static string? ProblemInOurWords(Comparer comparer, Recording theirs, Answer ours) =>
        ours.Status == theirs.Status && IsProblem(ours) && Detail(ours).Length > 0 ? null : $"expected a problem with {theirs.Status}, got {ours}";

    /// <summary>Nothing is there.</summary>
    public static string? NotServed(Comparer comparer, Recording theirs, Answer ours) =>
        ours.Status is 404 or 405 && IsProblem(ours) ? null : $"expected 404 or 405, got {ours}";

    /// <summary>goto's members as they are, and those of later gotos, empty.</summary>
    public static string? PeerDataSuperset(Comparer comparer, Recording theirs, Answer ours)
    {
        var expected = JsonNode.Parse(theirs.Response)!.AsObject();
        var maps = expected["Targets"] is null ? null : new JsonObject();
        foreach (var map in (string[])["JobScripts", "Files"]) expected[map] = maps?.DeepClone();
        expected["TrackingTimeBuckets"] = "";
        return comparer.Json(theirs.Uri, expected, ours);
    }

    /// <summary>goto's dump with every pod healthy.</summary>
    public static string? HealthyPods(Comparer comparer, Recording theirs, Answer ours)
    {
        var expected = JsonNode.Parse(theirs.Response)!;
        foreach (var (_, peer) in expected["peers"]!.AsObject())
        {
            foreach (var (_, pod) in peer!["pods"]!.AsObject()) pod!["healthy"] = true;
        }

        return comparer.Json(theirs.Uri, expected, ours);
    }

    /// <summary>An empty string.</summary>
    public static string? NoTrackedHeaders(Comparer comparer, Recording theirs, Answer ours) =>
        comparer.Json(theirs.Uri, JsonValue.Create(""), ours);

    private static bool IsProblem(Answer answer) =>
        answer.ContentType?.StartsWith("application/problem+json", StringComparison.Ordinal) == true;

    private static string Detail(Answer answer) => (string?)answer.Json?["detail"] ?? "";
}
