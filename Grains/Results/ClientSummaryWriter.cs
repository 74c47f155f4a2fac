using Lockers.Grains.Reading;

namespace Lockers.Grains.Results;

/// <summary>
/// Writes the summary of a peer's targets in the shape of goto 0.9 and later: sums over the targets, and below <c>byTargets</c> those of each. Empty
/// maps are left out.
/// </summary>
/// <param name="to">Where to.</param>
/// <param name="parts">
/// Whether a count that is made up of others is written as <c>{"byStatusCodes":{},"byTimeBuckets":{},"count":1}</c>, as goto does beside details.
/// </param>
internal sealed class ClientSummaryWriter(ResultsWriter to, bool parts)
{
    /// <summary>Writes the object.</summary>
    public IEnumerable<PageBreak> Write(Dictionary<string, TargetResults> targets)
    {
        to.Json.WriteStartObject();
        if (targets.Count > 0)
        {
            foreach (var full in Sums(SummaryWriter.OverAll(targets))) yield return full;
            foreach (var full in to.Maps("byTargets", targets, (_, results) => Target(results))) yield return full;
        }

        to.Json.WriteEndObject();
    }

    private IEnumerable<PageBreak> Target(TargetResults results)
    {
        to.Json.WriteStartObject();
        foreach (var full in Sums(results)) yield return full;
        to.Json.WriteNumber("invocationCount"u8, results.Invocations);
        to.Json.WritePropertyName("firstResultAt"u8);
        to.Time(results.First);
        to.Json.WritePropertyName("lastResultAt"u8);
        to.Time(results.Last);
        to.Json.WriteEndObject();
    }

    private IEnumerable<PageBreak> Sums(TargetResults results)
    {
        foreach (var full in Totals(TallyKind.StatusCodes, results.ByStatusCode, results.Tallies)) yield return full;
        if (results.ByHeader is { } headers)
        {
            foreach (var full in to.Values("countsByHeaders", headers, header => to.Json.WriteNumberValue(header.Count.Value))) yield return full;
            var values = headers.Where(header => header.Value.ByValue is not null).ToDictionary(header => header.Key, header => header.Value.ByValue!);
            if (values.Count > 0)
            {
                foreach (var full in to.Maps("countsByHeaderValues", values, (_, counts) => Counts(counts))) yield return full;
            }
        }

        foreach (var full in Totals(TallyKind.Uris, results.ByUri, results.Tallies)) yield return full;
        foreach (var kind in Tallies.OfLaterOnly)
        {
            if (results.Tallies?[kind] is not { } tallies) continue;
            to.Json.WritePropertyName(Tallies.Name(kind));
            foreach (var full in Numbers(tallies)) yield return full;
        }
    }

    private IEnumerable<PageBreak> Counts(Dictionary<string, CountInfo> counts) =>
        to.Values(counts, count => to.Json.WriteNumberValue(count.Value));

    private IEnumerable<PageBreak> Totals(TallyKind kind, Dictionary<string, long>? totals, Tallies? tallies)
    {
        if (totals is null) return [];
        to.Json.WritePropertyName(Tallies.Name(kind));
        return parts && tallies?[kind] is { } made
            ? to.Maps(totals, (key, total) => Parts(total, made.GetValueOrDefault(key)))
            : to.Values(totals, to.Json.WriteNumberValue);
    }

    private IEnumerable<PageBreak> Numbers(Dictionary<string, Tally> tallies) => parts
        ? to.Maps(tallies, (_, tally) => Parts(tally.Count.Value, tally))
        : to.Values(tallies, tally => to.Json.WriteNumberValue(tally.Count.Value));

    private IEnumerable<PageBreak> Parts(long total, Tally? tally)
    {
        if (tally is null or { ByStatusCode: null, ByTimeBucket: null })
        {
            to.Json.WriteNumberValue(total);
            yield break;
        }

        to.Json.WriteStartObject();
        foreach (var full in Parts("byStatusCodes", tally.ByStatusCode)) yield return full;
        foreach (var full in Parts("byTimeBuckets", tally.ByTimeBucket)) yield return full;
        to.Json.WriteNumber("count"u8, total);
        to.Json.WriteEndObject();
    }

    private IEnumerable<PageBreak> Parts(string name, Dictionary<string, Tally>? map) =>
        map is null ? [] : to.Values(name, map, part => to.Json.WriteNumberValue(part.Count.Value));
}
