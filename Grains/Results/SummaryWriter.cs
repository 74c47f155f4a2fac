using System.Text.Json;

namespace Lockers.Grains.Results;

/// <summary>
/// Writes the summary of a peer's targets in the shape of goto 0.4-0.8: per target, and summed over the targets.
/// </summary>
internal static class SummaryWriter
{
    /// <summary>What a peer stores under this name already is its total: it is listed but not added up again.</summary>
    private const string AllTargets = "";

    public static void Write(Utf8JsonWriter json, Dictionary<string, TargetResults> targets)
    {
        var all = new TargetResults();
        foreach (var (target, results) in targets)
        {
            if (target != AllTargets)
            {
                all.Merge(results);
            }
        }

        json.WriteStartObject();
        ResultsWriter.WriteMap(json, "targetInvocationCounts"u8, targets, static (json, _, t) => json.WriteNumberValue(t.Invocations));
        ResultsWriter.WriteMap(json, "targetFirstResponses"u8, targets, static (json, _, t) => ResultsWriter.WriteTime(json, t.First));
        ResultsWriter.WriteMap(json, "targetLastResponses"u8, targets, static (json, _, t) => ResultsWriter.WriteTime(json, t.Last));
        ResultsWriter.WriteMap(json, "countsByStatusCodes"u8, all.ByStatusCode, ResultsWriter.Write);
        ResultsWriter.WriteMap(json, "countsByHeaders"u8, all.ByHeader, WriteCount);
        ResultsWriter.WriteMap(json, "countsByHeaderValues"u8, all.ByHeader, WriteValueCounts);
        ResultsWriter.WriteMap(
            json,
            "countsByTargetStatusCodes"u8,
            targets,
            static (json, _, t) => ResultsWriter.WriteMap(json, t.ByStatusCode, ResultsWriter.Write));
        ResultsWriter.WriteMap(
            json, "countsByTargetHeaders"u8, targets, static (json, _, t) => ResultsWriter.WriteMap(json, t.ByHeader, WriteCount));
        ResultsWriter.WriteMap(
            json,
            "countsByTargetHeaderValues"u8,
            targets,
            static (json, _, t) => ResultsWriter.WriteMap(json, t.ByHeader, WriteValueCounts));
        ResultsWriter.WriteMap(json, "headerCounts"u8, all.ByHeader, ResultsWriter.Write);
        ResultsWriter.WriteMap(
            json, "targetHeaderCounts"u8, targets, static (json, _, t) => ResultsWriter.WriteMap(json, t.ByHeader, ResultsWriter.Write));
        json.WriteEndObject();
    }

    private static void WriteCount(Utf8JsonWriter json, string header, HeaderCounts counts) =>
        json.WriteNumberValue(counts.Count.Value);

    private static void WriteValueCounts(Utf8JsonWriter json, string header, HeaderCounts counts) =>
        ResultsWriter.WriteMap(json, counts.ByValue, static (json, _, count) => json.WriteNumberValue(count.Value));
}
