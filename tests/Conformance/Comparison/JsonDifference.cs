using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockers.Conformance.Comparison;

/// <summary>Compares JSON as values.</summary>
internal static class JsonDifference
{
    /// <summary>The first place where the two differ and how, or null.</summary>
    public static string? First(JsonNode? expected, JsonNode? actual, string place = "$")
    {
        if (Kind(expected) != Kind(actual)) return $"{place}: expected {Shown(expected)}, got {Shown(actual)}";
        return expected switch
        {
            JsonObject members => Members(members, actual!.AsObject(), place),
            JsonArray items => Items(items, actual!.AsArray(), place),
            _ when JsonNode.DeepEquals(expected, actual) => null,
            _ => $"{place}: expected {Shown(expected)}, got {Shown(actual)}",
        };
    }

    private static string? Members(JsonObject expected, JsonObject actual, string place)
    {
        var missing = expected.Select(member => member.Key).Except(actual.Select(member => member.Key)).FirstOrDefault();
        if (missing is not null) return $"{place}: \"{missing}\" is missing";
        var extra = actual.Select(member => member.Key).Except(expected.Select(member => member.Key)).FirstOrDefault();
        if (extra is not null) return $"{place}: \"{extra}\" is too much, with {Shown(actual[extra])}";
        return expected.Select(member => First(member.Value, actual[member.Key], $"{place}.{member.Key}"))
            .FirstOrDefault(found => found is not null);
    }

    private static string? Items(JsonArray expected, JsonArray actual, string place)
    {
        if (expected.Count != actual.Count) return $"{place}: expected {Shown(expected)}, got {Shown(actual)}";
        return expected.Select((item, i) => First(item, actual[i], $"{place}[{i}]")).FirstOrDefault(found => found is not null);
    }

    private static JsonValueKind Kind(JsonNode? node) => node?.GetValueKind() ?? JsonValueKind.Null;

    private static string Shown(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length <= 300 ? text : text[..300] + "…";
    }
}
