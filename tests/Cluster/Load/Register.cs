using System.Text.Json.Nodes;

namespace Lockers.Cluster.Load;

/// <summary>A key of the service that holds one text, and where it is found.</summary>
/// <param name="Key">Its name in the history.</param>
/// <param name="Label">The locker that it is in.</param>
/// <param name="Tree">What its tree answers to: a target without its verb, such as <c>/registry/lockers/x</c>.</param>
/// <param name="Path">The path in that tree.</param>
/// <param name="InDump">The members that lead to the tree in the locker's dump.</param>
internal sealed record Register(string Key, string Label, string Tree, string Path, IReadOnlyList<string> InDump)
{
    private static readonly string[] DataTree = ["dataLocker", "locker"];

    /// <summary>A key of a locker's data tree.</summary>
    /// <param name="label">The locker.</param>
    /// <param name="path">The path.</param>
    /// <param name="by">What the locker is called in targets: its label, or <c>current</c> while it is.</param>
    public static Register OfLocker(string label, string path, string? by = null) =>
        new($"{label}:{path}", label, $"/registry/lockers/{by ?? label}", path, DataTree);

    /// <summary>A key of an instance's tree in the current locker.</summary>
    /// <param name="current">The label of the locker that is current all the while.</param>
    /// <param name="peer">The peer.</param>
    /// <param name="address">The instance.</param>
    /// <param name="path">The path.</param>
    public static Register OfInstance(string current, string peer, string address, string path) => new(
        $"{peer}/{address}:{path}", current, $"/registry/peers/{peer}/{address}/locker", path,
        ["peerLockers", peer, "instanceLockers", address, "locker"]);

    /// <summary>A key of a peer's own tree in the current locker.</summary>
    public static Register OfPeer(string current, string peer, string path) => new(
        $"{peer}:{path}", current, $"/registry/peers/{peer}/locker", path, ["peerLockers", peer, "locker", "locker"]);

    /// <summary>Where a verb is asked for.</summary>
    public string Target(string verb) => $"{Tree}/{verb}/{Path}";

    /// <summary>The text that a dump of the locker shows, or null for nothing. No text that is stored here is empty.</summary>
    public string? TextIn(JsonNode? locker)
    {
        var at = InDump.Aggregate(locker, (node, member) => node?[member]);
        var keys = Path.Split(',');
        at = keys.Skip(1).Aggregate(at?[keys[0]], (node, key) => node?["subKeys"]?[key]);
        return (string?)at?["data"] is { Length: > 0 } text ? text : null;
    }
}
