using Lockers.Grains.Reading;

namespace Lockers.Grains.Results;

/// <summary>
/// Writes the summary of a peer's targets in the shape of goto 0.4-0.8: per target, and summed over the targets.
/// </summary>
internal static class SummaryWriter
{
    /// <summary>What a peer stores under this name already is its total: it is listed but not added up again.</summary>
    public const string AllTargets = "";

    public static IEnumerable<PageBreak> Write(ResultsWriter to, Dictionary<string, TargetResults> targets)
    {
        var all = OverAll(targets);
        to.Json.WriteStartObject();
        foreach (var map in Maps(to, targets, all))
        {
            foreach (var full in map) yield return full;
        }

        to.Json.WriteEndObject();
    }

    /// <summary>The sums over the targets.</summary>
    public static TargetResults OverAll(Dictionary<string, TargetResults> targets)
    {
        var all = new TargetResults();
        foreach (var (target, results) in targets)
        {
            if (target != AllTargets)
            {
                all.Merge(results);
            }
        }

        return all;
    }

    private static IEnumerable<IEnumerable<PageBreak>> Maps(
        ResultsWriter to, Dictionary<string, TargetResults> targets, TargetResults all)
    {
        yield return to.Values("targetInvocationCounts", targets, target => to.Json.WriteNumberValue(target.Invocations));
        yield return to.Values("targetFirstResponses", targets, target => to.Time(target.First));
        yield return to.Values("targetLastResponses", targets, target => to.Time(target.Last));
        yield return to.Numbers("countsByStatusCodes", all.ByStatusCode);
        yield return to.Values("countsByHeaders", all.ByHeader, Count);
        yield return to.Maps("countsByHeaderValues", all.ByHeader, ValueCounts);
        yield return to.Maps("countsByTargetStatusCodes", targets, (_, target) => to.Values(target.ByStatusCode, to.Json.WriteNumberValue));
        yield return to.Maps("countsByTargetHeaders", targets, (_, target) => to.Values(target.ByHeader, Count));
        yield return to.Maps("countsByTargetHeaderValues", targets, (_, target) => to.Maps(target.ByHeader, ValueCounts));
        yield return to.Maps("headerCounts", all.ByHeader, to.Header);
        yield return to.Maps("targetHeaderCounts", targets, (_, target) => to.Maps(target.ByHeader, to.Header));

        void Count(HeaderCounts header) => to.Json.WriteNumberValue(header.Count.Value);

        IEnumerable<PageBreak> ValueCounts(string _, HeaderCounts header) =>
            to.Values(header.ByValue, count => to.Json.WriteNumberValue(count.Value));
    }
}
