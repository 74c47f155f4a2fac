using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockers.Gotos.Running;

/// <summary>What the registry hands out at a registration, as a generation decodes it.</summary>
/// <param name="Targets">What to call, by name.</param>
/// <param name="Jobs">What to run, by id or name.</param>
/// <param name="TrackingHeaders">Which headers of answers to count.</param>
/// <param name="TimeBuckets">By which times to count; 0.9 and later.</param>
internal sealed record StartupData(
    IReadOnlyList<TargetSpec> Targets, IReadOnlyList<JobSpec> Jobs, string TrackingHeaders, string TimeBuckets)
{
    /// <summary>Decodes it.</summary>
    /// <exception cref="JsonException">This generation cannot read it: a real peer would never remind.</exception>
    public static StartupData Decode(string text, GotoDialect dialect)
    {
        if (JsonNode.Parse(text) is not JsonObject json) throw new JsonException("cannot unmarshal into Go value of type registry.PeerData");
        CheckProbes(json["Probes"]);
        var targets = Map(json, "Targets", node => TargetSpec.Decode(node, dialect));
        var jobs = Map(json, "Jobs", node => JobSpec.Decode(node, dialect));
        if (jobs.Any(job => job.Id.Length == 0)) throw new JsonException($"A job without {(dialect.NamesJobs ? "a name" : "an id")}.");
        if (dialect.HasLaterRoutes)
        {
            Bytes(json, "JobScripts");
            Bytes(json, "Files");
        }

        return new(targets, jobs, Text(json, "TrackingHeaders"), dialect.HasLaterRoutes ? Text(json, "TrackingTimeBuckets") : "");
    }

    private static List<T> Map<T>(JsonObject json, string name, Func<JsonNode?, T> decode) => json[name] switch
    {
        null => [],
        JsonObject map => [.. map.Select(member => decode(member.Value))],
        _ => throw new JsonException($"cannot unmarshal {name} into a Go map"),
    };

    private static string Text(JsonObject json, string name) => json[name]?.Deserialize<string>() ?? "";

    private static void Bytes(JsonObject json, string name) => Map(json, name, node => node?.Deserialize<byte[]>());

    private static void CheckProbes(JsonNode? probes)
    {
        if (probes is null) return;
        foreach (var name in (string[])["ReadinessProbe", "LivenessProbe"]) _ = probes.AsObject()[name]?.Deserialize<string>();
        foreach (var name in (string[])["ReadinessStatus", "LivenessStatus"]) _ = probes.AsObject()[name]?.Deserialize<int>();
    }
}
