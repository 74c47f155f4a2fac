using System.Text.Json.Nodes;

namespace Lockers.Conformance.Comparison;

/// <summary>Arrays whose order goto leaves to chance.</summary>
internal static class Sorting
{
    /// <summary>The answer with its label, path or find arrays in order, and find's URIs percent-decoded.</summary>
    public static JsonNode? Apply(string uri, JsonNode? answer)
    {
        if (uri.EndsWith("/labels", StringComparison.Ordinal)) return Sorted(answer);
        if (uri.Contains("/find/", StringComparison.Ordinal)) return Sorted(Decoded(answer));
        if (!(uri.EndsWith("/data/paths", StringComparison.Ordinal) || uri.EndsWith("/data/keys", StringComparison.Ordinal)) || answer is not JsonObject lockers) return answer;
        return new JsonObject(lockers.Select(locker => KeyValuePair.Create(locker.Key, Sorted(locker.Value))));
    }

    /// <summary>The JSON with the members of all objects in ordinal order, so that equal values are equal texts.</summary>
    public static JsonNode Members(JsonNode json) => json switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, member.Value is null ? null : Members(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Members(item))]),
        _ => json.DeepClone(),
    };

    private static JsonNode? Sorted(JsonNode? array) => array is JsonArray items
        ? new JsonArray([.. items.Select(item => item!.DeepClone()).OrderBy(item => item.ToJsonString(), StringComparer.Ordinal)])
        : array?.DeepClone();

    private static JsonNode? Decoded(JsonNode? array) => array is JsonArray items
        ? new JsonArray([.. items.Select(item => JsonValue.Create(Uri.UnescapeDataString(item!.GetValue<string>())))])
        : array?.DeepClone();
}
