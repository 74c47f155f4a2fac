using System.Text.Json.Nodes;
using Lockers.Conformance.Comparison;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Sessions;

/// <summary>
/// Compares lockers of peers with those of 0.9, which shows <c>{peer:{label:{"instanceLockers":{address:tree}}}}</c>. A tree of its is
/// <c>{key:{"data","firstReported","lastReported",key:..}}</c>.
/// </summary>
internal static class LockersOfPeers
{
    private static readonly string[] NoKeys = ["data", "firstReported", "lastReported"];

    /// <summary>How they differ, or null.</summary>
    public static string? Difference(Comparer comparer, Recording theirs, Answer ours)
    {
        var uri = theirs.Uri.Split('?')[0];
        var parts = uri.Split('/');
        var label = parts[2] == "lockers" ? parts[3] : null;
        if (uri.Split("/get/") is [_, var path]) return AtPath(comparer, theirs, ours, label, path);
        var json = JsonNode.Parse(theirs.Response)!.AsObject();
        var names = label is null ? parts[3..^1] : parts[5..];
        if (names.Length == 0) return All(json, label ?? comparer.Registry.Current, ours);
        if (!json.ContainsKey(names[0])) return Missing(ours);
        if (ours.Status != 200) return $"expected a locker, got {ours}";
        return names.Length == 1
            ? Instances(ours.Json!, comparer.Registry.PodsOf(names[0]))
            : Tree(json[names[0]]![label ?? comparer.Registry.Current]!.AsObject(), ours.Json!["locker"]!.AsObject());
    }

    // Without a label 0.9 shows what is there in each locker, and {} where nothing is.
    private static string? AtPath(Comparer comparer, Recording theirs, Answer ours, string? label, string path)
    {
        var json = JsonNode.Parse(theirs.Response)!.AsObject();
        JsonNode? there = label is null ? json[comparer.Registry.Current] : json[path] is JsonObject ? json : JsonValue.Create(theirs.Response);
        if (there is null) return Missing(ours);
        if (ours.Status != 200) return $"expected what is at the path, got {ours}";
        return there is JsonObject tree ? Tree(tree, ours.Json!.AsObject())
            : ours.Text == (string?)there ? null : $"expected {there}, got {ours}";
    }

    private static string? All(JsonObject theirs, string label, Answer ours)
    {
        if (ours.Status != 200) return $"expected lockers, got {ours}";
        var json = (ours.Json!["peerLockers"] ?? ours.Json)!.AsObject();
        if (Names("peers", theirs, json) is { } peers) return peers;
        foreach (var (peer, lockers) in theirs)
        {
            var expected = lockers?[label]?["instanceLockers"]?.AsObject() ?? [];
            var actual = json[peer]?["instanceLockers"]?.AsObject() ?? [];
            if (Names($"instances of {peer}", expected, actual) is { } instances) return instances;
            foreach (var (address, tree) in expected)
                if (Tree(tree!.AsObject(), actual[address]!["locker"]!.AsObject()) is { } difference) return $"{peer} {address}: {difference}";
        }

        return null;
    }

    private static string? Instances(JsonNode ours, IReadOnlyList<string> pods)
    {
        var instances = ours["instanceLockers"]!.AsObject();
        return instances.Count > 0 && pods.All(instances.ContainsKey) ? null : $"expected the instances {string.Join(", ", pods)}, got {ours.ToJsonString()}";
    }

    private static string? Tree(JsonObject theirs, JsonObject ours)
    {
        var expected = new JsonObject(theirs.Where(key => !NoKeys.Contains(key.Key)).Select(key => KeyValuePair.Create(key.Key, key.Value?.DeepClone())));
        // Levels below are not shown.
        if (expected.ContainsKey("...")) return ours.Count > 0 ? null : "there are no keys";
        if (Names("keys", expected, ours) is { } names) return names;
        foreach (var (key, below) in expected)
        {
            if (Tree(below!.AsObject(), ours[key]!["subKeys"]!.AsObject()) is { } difference) return $"{key}: {difference}";
            var (text, data) = ((string?)below["data"] ?? "", (string)ours[key]!["data"]!);
            if (text == "..." ? data.Length == 0 : text != data) return $"{key}: expected {text}, got {data}";
        }

        return null;
    }

    private static string? Names(string of, JsonObject theirs, JsonObject ours)
    {
        var (expected, actual) = (Sorted(theirs), Sorted(ours));
        return expected == actual ? null : $"expected the {of} {expected}, got {actual}";

        static string Sorted(JsonObject json) => string.Join(", ", json.Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    private static string? Missing(Answer ours) =>
        ours.Status == 404 && !ours.Text.Contains("There is no endpoint", StringComparison.Ordinal) ? null : $"expected that nothing is found, got {ours}";
}
