using System.Text.RegularExpressions;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Routes;

/// <summary>A line of <c>docs/goto-routes.md</c>: a route of goto, and the request that does the same here.</summary>
/// <param name="Theirs">Methods and path of goto.</param>
/// <param name="Ours">Methods and path of ours.</param>
internal sealed partial record GotoRoute(string Theirs, string Ours)
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["peer"] = "p",
        ["peers"] = "p",
        ["address"] = "127.0.0.1:9",
        ["label"] = "run",
        ["path"] = "a,b",
        ["text"] = "t",
        ["targets"] = "t1",
        ["jobs"] = "j1",
        ["enable"] = "n",
        ["headers"] = "x",
        ["buckets"] = "0-10",
        ["type"] = "readiness",
        ["status"] = "200",
        ["name"] = "s1",
        ["context"] = "c1",
    };

    /// <summary>All lines.</summary>
    public static IReadOnlyList<GotoRoute> All() =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "goto-routes.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 6 && cells[1].StartsWith('`'))
            .Select(cells => new GotoRoute(cells[1].Trim('`'), cells[4] == "same" ? cells[1].Trim('`') : cells[4].Trim('`'))),
    ];

    /// <summary>Our requests, with a value for each part that varies.</summary>
    public IEnumerable<(string Method, string Target)> Requests()
    {
        var parts = Ours.Split(' ');
        var target = Part().Replace($"/registry/{parts[^1]}", part => Values[part.Groups[1].Value]);
        return parts[..^1].Select(method => (method, target));
    }

    [GeneratedRegex("{(.*?)}")]
    private static partial Regex Part();
}
