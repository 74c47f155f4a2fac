using System.Text.Json.Nodes;
using Lockers.Conformance.Comparison;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Control;

/// <summary>Compares all lockers of a goto with ours, which have the shapes of 0.4.1.</summary>
internal static class LockersIn041
{
    /// <summary>How ours differ from those of 0.4.1 or 0.7, or null. Empty instances, which deregistrations left to them, do not count.</summary>
    public static string? Same(Comparer comparer, Recording theirs, Answer ours)
    {
        if (ours.Status != 200) return $"expected lockers, got {ours}";
        var (left, right) = (JsonNode.Parse(theirs.Response)!, ours.Json!);
        foreach (var peers in new[] { left, right }.SelectMany(side => side.AsObject()).Select(locker => locker.Value!["peerLockers"]!.AsObject()))
        {
            foreach (var (peer, locker) in peers.ToList()) peers[peer] = WithoutEmpty(In041(locker!));
        }

        Masks.Apply(left, right);
        return JsonDifference.First(left, right, "lockers");
    }

    /// <summary>How the labels differ, or null.</summary>
    public static string? SameLabels(Comparer comparer, Recording theirs, Answer ours)
    {
        var labels = JsonNode.Parse(theirs.Response)!.AsObject().Select(locker => locker.Key).Order(StringComparer.Ordinal);
        return ours.Status == 200 && labels.SequenceEqual(ours.Json!.AsObject().Select(locker => locker.Key)) ? null : $"expected the lockers {string.Join(", ", labels)}, got {ours}";
    }

    // To 0.7 a peer's own locker and its instances' are one object.
    private static JsonObject In041(JsonNode locker) => !locker.AsObject().ContainsKey("active") ? locker.DeepClone().AsObject() : new()
    {
        ["instanceLockers"] = locker["instanceLockers"]!.DeepClone(),
        ["locker"] = new JsonObject { ["locker"] = locker["locker"]!.DeepClone(), ["active"] = locker["active"]!.DeepClone() },
    };

    private static JsonObject WithoutEmpty(JsonObject peer)
    {
        var instances = peer["instanceLockers"]!.AsObject();
        foreach (var (address, locker) in instances.ToList())
            if (locker is { } && !(bool)locker["active"]! && locker["locker"]!.AsObject().Count == 0) instances.Remove(address);
        return peer;
    }
}
