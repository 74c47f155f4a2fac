using System.Text.Json.Nodes;
using Lockers.Gotos.Wire;

namespace Lockers.Gotos.Results;

/// <summary>Results as goto 0.9 and later send them: objects instead of numbers, and nothing that is empty.</summary>
internal static class LaterResults
{
    public static JsonObject Json(TargetCounts counts)
    {
        var json = new JsonObject
        {
            ["target"] = counts.Target,
            ["invocationCount"] = counts.Invocations,
            ["firstResultAt"] = GoTime.Json(counts.Total.First),
            ["lastResultAt"] = GoTime.Json(counts.Total.Last),
            ["retriedInvocationCounts"] = counts.Retried,
        };
        Put(json, "countsByHeaders", Map(counts.ByHeader, Header));
        Put(json, "countsByStatus", Map(counts.ByStatus, count => JsonValue.Create(count.Value)));
        Put(json, "countsByStatusCodes", Map(counts.ByCode, One));
        Put(json, "countsByURIs", Map(counts.ByUri, WithCodes));
        Put(json, "countsByRetries", Map(counts.ByRetries, WithCodes));
        Put(json, "countsByRetryReasons", Map(counts.ByRetryReason, WithCodes));
        Put(json, "countsByTimeBuckets", Map(counts.ByTimeBucket, WithCodes));
        return json;
    }

    private static JsonObject Header(HeaderCount header)
    {
        var json = One(header.Count);
        json["header"] = header.Header;
        Put(json, "countsByValues", Map(header.ByValue, One));
        Put(json, "countsByStatusCodes", Map(header.ByCode, One));
        Put(json, "countsByValuesStatusCodes", Map(header.ByValue, value => Map(value.ByCode, One)));
        Put(json, "crossHeaders", Map(header.Crossed, Header));
        Put(json, "crossHeadersByValues", Map(header.CrossedByValue, crossed => Map(crossed, Header)));
        return json;
    }

    private static JsonObject One(Count count) => new()
    {
        ["count"] = count.Value,
        ["retries"] = count.Retries,
        ["firstResultAt"] = GoTime.Json(count.First),
        ["lastResultAt"] = GoTime.Json(count.Last),
    };

    private static JsonObject WithCodes(Count count)
    {
        var json = One(count);
        Put(json, "byStatusCodes", Map(count.ByCode, One));
        return json;
    }

    private static void Put(JsonObject json, string name, JsonObject map)
    {
        if (map.Count > 0) json[name] = map;
    }

    private static JsonObject Map<T>(SortedDictionary<string, T> counts, Func<T, JsonNode> json) =>
        new(counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)json(count.Value))));
}
