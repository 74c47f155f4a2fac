using System.Text.Json.Nodes;

namespace Lockers.Conformance.Comparison;

/// <summary>What two runs cannot have in common, taken out of both sides (API.md, "Comparing with the recordings").</summary>
internal static class Masks
{
    private static readonly string[] Anywhere =
        ["firstReported", "lastReported", "firstContact", "lastContact", "retriedInvocationCounts"];

    private static readonly string[] OfHeaders = ["firstResponse", "lastResponse", "firstResultAt", "lastResultAt"];

    // What stands in a dump of ours beside the members of goto.
    private static readonly string[] Ours = ["firstOpened", "lastOpened", "base64", "json", "text"];

    // Sections of a dump of ours that 0.4.1's has not.
    private static readonly string[] OursInDumps = ["contexts", "peerJobScripts", "peerFiles", "peerTrackingTimeBuckets"];

    /// <summary>Masks both sides in place.</summary>
    public static void Apply(JsonNode? expected, JsonNode? actual)
    {
        FullerCrossHeaders(expected, actual);
        WithoutOurs(actual);
        Apply(expected);
        Apply(actual);
    }

    /// <summary>Masks one side in place.</summary>
    public static void Apply(JsonNode? json)
    {
        if (json is JsonArray items)
        {
            foreach (var item in items) Apply(item);
        }

        if (json is not JsonObject members) return;
        foreach (var name in IsHeaderCounts(members) ? Anywhere.Concat(OfHeaders) : Anywhere)
        {
            if (members.ContainsKey(name)) members[name] = "masked";
        }

        foreach (var (_, value) in members) Apply(value);
    }

    // Only of lockers and of keys: reports have members of such names too.
    private static void WithoutOurs(JsonNode? json)
    {
        if (json is not JsonObject members) return;
        if (members.ContainsKey("dataLocker") || members.ContainsKey("subKeys"))
        {
            foreach (var name in Ours) members.Remove(name);
        }

        if (members.ContainsKey("peerTrackingHeaders"))
        {
            foreach (var name in OursInDumps) members.Remove(name);
        }

        foreach (var (_, value) in members) WithoutOurs(value);
    }

    // Ours may be fuller than goto's where goto had nothing.
    private static void FullerCrossHeaders(JsonNode? expected, JsonNode? actual)
    {
        if (expected is not JsonObject left || actual is not JsonObject right) return;
        if (IsHeaderCounts(left) && left["crossHeaders"] is JsonObject { Count: 0 })
        {
            right["crossHeaders"] = new JsonObject();
            if (left["crossHeadersByValues"] is JsonObject { Count: 0 }) right["crossHeadersByValues"] = new JsonObject();
        }

        foreach (var (name, value) in left) FullerCrossHeaders(value, right[name]);
    }

    private static bool IsHeaderCounts(JsonObject json) => json.ContainsKey("header") && json.ContainsKey("countsByValues");
}
