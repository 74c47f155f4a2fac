using System.Globalization;
using System.Text.Json;
using Lockers.Page.Nodes;
using Lockers.Tests.Shared;

namespace Lockers.Page.Names;

/// <summary>Two runs in which everything has a name that would run, break a link, or mean something to the page, if it were taken for more than a name.</summary>
internal sealed class HostileRun(NodeClient client)
{
    // Labels, peers and addresses may not hold a slash. U+202E turns the direction of what follows it.
    private const string Evil = "<img src=x onerror=\"window.ran=1\">'\"`\\&amp;${1}#?a=b&c+d;%00%2F%2C%\u202Egnp.exe";
    private const string EvilText = "</script><script>window.ran=1</script>" + Evil;

    /// <summary>A label of 256 characters, the most there may be.</summary>
    public static readonly string Label = Evil.PadRight(256, 'w');

    /// <summary>The run before it.</summary>
    public const string Before = "__proto__";

    /// <summary>The peers, with names of every kind.</summary>
    public static readonly IReadOnlyList<string> Peers = ["get", "constructor", "__proto__", "instances", $"peer,{Evil}".PadRight(256, 'p')];

    /// <summary>The addresses of the instances of each peer.</summary>
    public static readonly IReadOnlyList<string> Instances = ["get", "constructor", $"{Evil} at"];

    /// <summary>The targets that each instance reports of.</summary>
    public static readonly IReadOnlyList<string> Targets = ["a/../b", "__proto__", $"{EvilText}/target"];

    /// <summary>The keys of the locker's own tree: each holds a text, and each but the first holds the others below it.</summary>
    public static readonly IReadOnlyList<string> Keys = ["get", "constructor", "__proto__", $"{EvilText}/key", new('k', 256)];

    /// <summary>The title of an event of each peer.</summary>
    public static readonly string Title = $"{EvilText} title";

    /// <summary>The text at a path of the locker's own tree.</summary>
    public static string TextAt(IEnumerable<string> keys) => $"{EvilText} at {string.Join(" then ", keys)}";

    /// <summary>What only the report of this instance of this target says.</summary>
    public static string MarkOf(string peer, string instance, string target) =>
        string.Create(CultureInfo.InvariantCulture, $"report {Peers.ToList().IndexOf(peer)}-{Instances.ToList().IndexOf(instance)}-{Targets.ToList().IndexOf(target)}");

    /// <summary>Stores both runs.</summary>
    public async Task Store()
    {
        // Before their pods are there, nobody is told of them.
        foreach (var peer in Peers)
        {
            await client.Done($"/registry/peers/{Segment(peer)}/targets/add", Json(new { name = $"{Evil} given", method = "GET", url = "http://x/", headers = Array.Empty<string>() }));
            await client.Done($"/registry/peers/{Segment(peer)}/jobs/add", Json(new { id = "constructor", task = new { cmd = EvilText }, maxResults = 1 }));
        }

        foreach (var label in (string[])[Before, Label])
        {
            await client.Done($"/registry/lockers/open/{Segment(label)}");
            foreach (var peer in Peers)
            {
                foreach (var instance in Instances) await Report(peer, instance, bad: label == Label ? 3 : 0);
                await client.Done($"/registry/peers/{Segment(peer)}/{Segment(Evil)}/events/store", Json(new { title = Title, summary = EvilText, data = new { text = EvilText } }));
            }
        }

        foreach (var key in Keys)
        {
            await client.Store(Segment(Label), Segment(key), TextAt([key]));
            foreach (var below in Keys.Skip(1)) await client.Store(Segment(Label), $"{Segment(below)},{Segment(key)}", TextAt([below, key]));
        }
    }

    private async Task Report(string peer, string instance, int bad)
    {
        await client.Done("/registry/peers/add", Json(new { name = peer, address = instance, pod = Evil, @namespace = Evil, node = Evil, cluster = Evil }));
        foreach (var target in Targets)
        {
            var report = $$"""
                {"target":{{Json(target)}},"invocationCounts":{{100 + bad}},"firstResponse":"2026-11-27T10:00:00Z","lastResponse":"2026-11-27T10:01:00Z","note":"{{MarkOf(peer, instance, target)}}",
                "countsByStatus":{"200 OK":100},"countsByStatusCodes":{"200":100{{(bad > 0 ? $",\"constructor\":{bad}" : "")}}},"countsByURIs":{},
                "countsByHeaders":{{{Json(EvilText)}}:{"count":{"value":100},"countsByValues":{{{Json(EvilText)}}:{"value":100} } } } }
                """;
            await client.Done($"/registry/peers/{Segment(peer)}/{Segment(instance)}/locker/store/client,{Segment(target)}", report);
        }
    }

    private static string Segment(string name) => Uri.EscapeDataString(name);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);
}
