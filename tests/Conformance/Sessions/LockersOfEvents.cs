using System.Text.Json.Nodes;
using Lockers.Conformance.Comparison;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Sessions;

/// <summary>
/// In which locker of the session of 0.9 each event is, as its answers about the lockers tell: its other answers do not tell lockers apart.
/// </summary>
internal static class LockersOfEvents
{
    private static readonly Lazy<HashSet<string>> Known = new(Read);

    /// <summary>Whether a locker has an event.</summary>
    public static bool Has(string label, JsonNode shown) => Known.Value.Contains(Name(label, shown));

    private static HashSet<string> Read()
    {
        var known = new HashSet<string>();
        var registry = new RegistryState();
        foreach (var line in Recordings.Lines(SessionDifferences.Full))
        {
            registry.Note(line);
            if (line.Method != "GET" || line.Uri.Split('/', '?') is not [_, _, "lockers", var label and not "all", "peers", "events", ..]) continue;
            if (line.Status == 200) known.UnionWith(Events(line).Select(shown => Name(label == "current" ? registry.Current : label, shown!)));
        }

        return known;
    }

    private static IEnumerable<JsonNode?> Events(Recording line) =>
        JsonNode.Parse(line.Response)!.AsObject().Select(timeline => timeline.Value).OfType<JsonArray>().SelectMany(shown => shown);

    private static string Name(string label, JsonNode shown) => $"{label} {shown["at"]} {shown["peer"]} {shown["title"]}";
}
