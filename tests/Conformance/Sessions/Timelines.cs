using System.Text.Json.Nodes;
using Lockers.Conformance.Comparison;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Sessions;

/// <summary>Compares timelines of events with those of 0.9.</summary>
internal static class Timelines
{
    // 0.9 lists itself as a peer.
    private const string Registry = "registry";

    /// <summary>
    /// How they differ, or null: of each peer that is named, ours are goto's events of the locker that is named, or of the current one, in goto's
    /// order. What goto could not read is left out.
    /// </summary>
    public static string? Difference(Comparer comparer, Recording theirs, Answer ours)
    {
        if (ours.Status != 200) return $"expected 200, got {ours}";
        var uri = theirs.Uri.Split('?')[0].Split('/');
        var isOfLabel = uri[2] == "lockers";
        var peers = isOfLabel ? uri[5] : uri[3];
        var left = Shown(JsonNode.Parse(theirs.Response)!)
            .Where(shown => isOfLabel || LockersOfEvents.Has(comparer.Registry.Current, shown.Json))
            .Where(shown => peers == "events" || peers.Split(',').Contains(shown.Peer))
            .ToLookup(shown => shown.Peer, shown => shown.Text);
        var right = Shown(ours.Json!).Where(shown => (string?)shown.Json["title"] != "Target Invoked").ToLookup(shown => shown.Peer, shown => shown.Text);
        return left.Select(peer => peer.Key).Union(right.Select(peer => peer.Key))
            .Select(peer => Difference(peer, [.. left[peer]], [.. right[peer]]))
            .FirstOrDefault(difference => difference is not null);
    }

    private static string? Difference(string peer, List<string> expected, List<string> actual) => expected.SequenceEqual(actual)
        ? null
        : $"{peer}: expected {expected.Count} events, got {actual.Count}: {expected.Except(actual).FirstOrDefault() ?? actual.Except(expected).FirstOrDefault() ?? "in another order"}";

    private static IEnumerable<(string Peer, JsonNode Json, string Text)> Shown(JsonNode timelines) => timelines.AsObject()
        .Where(timeline => timeline.Key != Registry)
        .SelectMany(timeline => timeline.Value!.AsArray())
        .Where(shown => (string?)shown!["peer"] != Registry)
        .Select(shown => ((string)shown!["peer"]!, shown, Sorting.Members(shown).ToJsonString()));
}
