using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lockers.Conformance.Comparison;

/// <summary>What two runs cannot have in common, taken out of both sides (API.md, "Comparing with the recordings").</summary>
internal static partial class Masks
{
    private static readonly string[] Anywhere =
        ["firstReported", "lastReported", "firstContact", "lastContact", "retriedInvocationCounts"];

    private static readonly string[] OfHeaders = ["firstResponse", "lastResponse"];

    /// <summary>Masks both sides in place. Times are kept in ticks of 100 ns: what goto gives beyond that is cut off.</summary>
    public static void Apply(JsonNode? expected, JsonNode? actual)
    {
        CutToTicks(expected);
        FullerCrossHeaders(expected, actual);
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

    private static void CutToTicks(JsonNode? json)
    {
        if (json is JsonArray items)
        {
            foreach (var item in items) CutToTicks(item);
        }

        if (json is not JsonObject members) return;
        foreach (var (name, value) in members.ToList())
        {
            if (value is JsonValue text && text.TryGetValue<string>(out var time) && FinerThanTicks().IsMatch(time))
                members[name] = time[..27].TrimEnd('0').TrimEnd('.') + "Z";
            else
                CutToTicks(value);
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{8,9}Z$")]
    private static partial Regex FinerThanTicks();

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
