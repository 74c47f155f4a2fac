using System.Text.Json.Nodes;
using Lockers.Gotos.Wire;

namespace Lockers.Gotos.Results;

/// <summary>Results as goto 0.4 to 0.8 send them: numbers, and every member even where it is empty.</summary>
internal static class EarlyResults
{
    public static JsonObject Json(TargetCounts counts) => new()
    {
        ["target"] = counts.Target,
        ["invocationCounts"] = counts.Invocations,
        ["firstResponse"] = GoTime.Json(counts.Total.First),
        ["lastResponse"] = GoTime.Json(counts.Total.Last),
        ["retriedInvocationCounts"] = counts.Retried,
        ["countsByStatus"] = Numbers(counts.ByStatus),
        ["countsByStatusCodes"] = Numbers(counts.ByCode),
        ["countsByHeaders"] = Map(counts.ByHeader, Header),
        ["countsByURIs"] = Numbers(counts.ByUri),
    };

    private static JsonObject Header(HeaderCount header) => new()
    {
        ["header"] = header.Header,
        ["count"] = One(header.Count),
        ["countsByValues"] = Map(header.ByValue, One),
        ["countsByStatusCodes"] = Map(header.ByCode, One),
        ["countsByValuesStatusCodes"] = Map(header.ByValue, value => Map(value.ByCode, One)),
        ["crossHeaders"] = Map(header.Crossed, Header),
        ["crossHeadersByValues"] = Map(header.CrossedByValue, crossed => Map(crossed, Header)),
        ["firstResponse"] = GoTime.Json(header.Count.First),
        ["lastResponse"] = GoTime.Json(header.Count.Last),
    };

    private static JsonObject One(Count count) => new()
    {
        ["value"] = count.Value,
        ["retries"] = count.Retries,
        ["firstResponse"] = GoTime.Json(count.First),
        ["lastResponse"] = GoTime.Json(count.Last),
    };

    private static JsonObject Numbers(SortedDictionary<string, Count> counts) => Map(counts, count => JsonValue.Create(count.Value));

    private static JsonObject Map<T>(SortedDictionary<string, T> counts, Func<T, JsonNode> json) =>
        new(counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)json(count.Value))));
}
