using Lockers.Grains.Reading;

namespace Lockers.Grains.Results;

/// <summary>
/// Writes results in the shape of goto 0.9 and later: every member in its order, maps by key, empty maps left out. What peers of the earlier
/// dialect reported has no times but those of the target and its headers.
/// </summary>
internal static class ClientResultsWriter
{
    private delegate IEnumerable<PageBreak> Entry<in T>(ResultsWriter to, string key, T value);

    /// <summary>Writes <c>{target: TargetResults}</c>.</summary>
    public static IEnumerable<PageBreak> Write(ResultsWriter to, Dictionary<string, TargetResults> targets) =>
        to.Maps(targets, (target, results) => Target(to, target, results));

    private static IEnumerable<PageBreak> Target(ResultsWriter to, string target, TargetResults results)
    {
        to.Json.WriteStartObject();
        to.Json.WriteString("target"u8, target);
        to.Json.WriteNumber("invocationCount"u8, results.Invocations);
        Times(to, results.First, results.Last);
        to.Json.WriteNumber("retriedInvocationCounts"u8, results.RetriedInvocations);
        foreach (var full in Map(to, "countsByHeaders", results.ByHeader, Header)) yield return full;
        if (results.ByStatus is { } statuses)
        {
            foreach (var full in to.Numbers("countsByStatus", statuses)) yield return full;
        }

        foreach (var full in Totals(to, TallyKind.StatusCodes, results.ByStatusCode, results.Tallies)) yield return full;
        foreach (var full in Totals(to, TallyKind.Uris, results.ByUri, results.Tallies)) yield return full;
        foreach (var kind in Tallies.OfLaterOnly)
        {
            foreach (var full in Map(to, Tallies.Name(kind), results.Tallies?[kind], Tally)) yield return full;
        }

        to.Json.WriteEndObject();
    }

    private static IEnumerable<PageBreak> Header(ResultsWriter to, string header, HeaderCounts counts)
    {
        to.Json.WriteStartObject();
        to.Json.WriteNumber("count"u8, counts.Count.Value);
        to.Json.WriteNumber("retries"u8, counts.Count.Retries);
        Times(to, counts.First, counts.Last);
        to.Json.WriteString("header"u8, header);
        foreach (var full in Map(to, "countsByValues", counts.ByValue, Count)) yield return full;
        foreach (var full in Map(to, "countsByStatusCodes", counts.ByStatusCode, Count)) yield return full;
        foreach (var full in Map(to, "countsByValuesStatusCodes", counts.ByValueAndStatusCode, (to, _, codes) => Map(to, codes, Count))) yield return full;
        foreach (var full in Map(to, "crossHeaders", counts.Crossed, Header)) yield return full;
        foreach (var full in Map(to, "crossHeadersByValues", counts.CrossedByValue, (to, _, headers) => Map(to, headers, Header))) yield return full;
        to.Json.WriteEndObject();
    }

    // What is counted by peers of either dialect, with what those of the later one say of it.
    private static IEnumerable<PageBreak> Totals(ResultsWriter to, TallyKind kind, Dictionary<string, long>? totals, Tallies? tallies)
    {
        var made = tallies?[kind];
        return Map(to, Tallies.Name(kind), totals, (to, key, total) => Tally(to, total, made?.GetValueOrDefault(key) ?? new()));
    }

    private static IEnumerable<PageBreak> Tally(ResultsWriter to, string key, Tally tally) => Tally(to, tally.Count.Value, tally);

    private static IEnumerable<PageBreak> Tally(ResultsWriter to, long total, Tally tally)
    {
        to.Json.WriteStartObject();
        to.Json.WriteNumber("count"u8, total);
        if (tally.ClientStreams != 0) to.Json.WriteNumber("clientStreamCount"u8, tally.ClientStreams);
        if (tally.ServerStreams != 0) to.Json.WriteNumber("serverStreamCount"u8, tally.ServerStreams);
        to.Json.WriteNumber("retries"u8, tally.Count.Retries);
        Times(to, tally.Count.First, tally.Count.Last);
        foreach (var full in Map(to, "byStatusCodes", tally.ByStatusCode, Tally)) yield return full;
        foreach (var full in Map(to, "byTimeBuckets", tally.ByTimeBucket, Tally)) yield return full;
        to.Json.WriteEndObject();
    }

    private static IEnumerable<PageBreak> Count(ResultsWriter to, string key, CountInfo count)
    {
        to.Json.WriteStartObject();
        to.Json.WriteNumber("count"u8, count.Value);
        to.Json.WriteNumber("retries"u8, count.Retries);
        Times(to, count.First, count.Last);
        to.Json.WriteEndObject();
        yield break;
    }

    private static void Times(ResultsWriter to, Instant first, Instant last)
    {
        to.Json.WritePropertyName("firstResultAt"u8);
        to.Time(first);
        to.Json.WritePropertyName("lastResultAt"u8);
        to.Time(last);
    }

    private static IEnumerable<PageBreak> Map<T>(ResultsWriter to, string name, Dictionary<string, T>? map, Entry<T> write)
    {
        if (map is null) return [];
        to.Json.WritePropertyName(name);
        return Map(to, map, write);
    }

    private static IEnumerable<PageBreak> Map<T>(ResultsWriter to, Dictionary<string, T> map, Entry<T> write) =>
        to.Maps(map, (key, value) => write(to, key, value));
}
