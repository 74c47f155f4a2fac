using System.Text.Json.Nodes;
using Lockers.Gotos.Results;

namespace Lockers.Gotos;

/// <summary>
/// What was counted of targets, as numbers with names: <c>t1 | status | 200 OK</c>. Peers' own counts and a registry's answers
/// come down to the same names, whatever their dialect, so that they can be compared and added up.
/// </summary>
public sealed class ResultSums
{
    private readonly SortedDictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, int> Numbers => _numbers;

    /// <summary>Adds up several.</summary>
    public static ResultSums Of(IEnumerable<ResultSums> parts)
    {
        var sums = new ResultSums();
        foreach (var (name, number) in parts.SelectMany(part => part._numbers)) sums.Add(name, number);
        return sums;
    }

    /// <summary>Reads one peer's part of a detailed answer, of either dialect: <c>{target:TargetResults}</c>.</summary>
    public static ResultSums Of(JsonNode? targets)
    {
        var sums = new ResultSums();
        foreach (var (target, results) in targets as JsonObject ?? [])
        {
            sums.Add($"{target} | invocations", Number(results!["invocationCounts"] ?? results["invocationCount"]));
            sums.Add($"{target} | retried", Number(results["retriedInvocationCounts"]));
            sums.AddMap($"{target} | status", results["countsByStatus"]);
            sums.AddMap($"{target} | code", results["countsByStatusCodes"]);
            sums.AddMap($"{target} | uri", results["countsByURIs"]);
            sums.AddHeaders($"{target} | header", results["countsByHeaders"]);
        }

        return sums;
    }

    /// <summary>Reads one peer's part of an early summary, which has invocations and codes of each target.</summary>
    public static ResultSums OfSummary(JsonNode? peer)
    {
        var sums = new ResultSums();
        foreach (var (target, number) in peer?["targetInvocationCounts"] as JsonObject ?? []) sums.Add($"{target} | invocations", Number(number));
        foreach (var (target, codes) in peer?["countsByTargetStatusCodes"] as JsonObject ?? []) sums.AddMap($"{target} | code", codes);
        return sums;
    }

    /// <summary>Reads one peer's part of a summary of 0.9 and later, which has invocations, codes, URIs and headers of each target.</summary>
    public static ResultSums OfLaterSummary(JsonNode? peer)
    {
        var sums = new ResultSums();
        foreach (var (target, counts) in peer?["byTargets"] as JsonObject ?? [])
        {
            sums.Add($"{target} | invocations", Number(counts!["invocationCount"]));
            sums.AddMap($"{target} | code", counts["countsByStatusCodes"]);
            sums.AddMap($"{target} | uri", counts["countsByURIs"]);
        }

        return sums;
    }

    /// <summary>Only the numbers of these kinds: <c>invocations</c>, <c>code</c>, <c>uri</c> and so on.</summary>
    public ResultSums Only(params string[] kinds)
    {
        var sums = new ResultSums();
        foreach (var (name, number) in _numbers)
        {
            if (kinds.Contains(name.Split(" | ")[1])) sums.Add(name, number);
        }

        return sums;
    }

    /// <summary>Where this differs from what is expected: a line for each number.</summary>
    public IReadOnlyList<string> Differences(ResultSums expected) =>
    [
        .. _numbers.Keys.Union(expected._numbers.Keys)
            .Select(name => (Name: name, Ours: _numbers.GetValueOrDefault(name), Theirs: expected._numbers.GetValueOrDefault(name)))
            .Where(pair => pair.Ours != pair.Theirs)
            .Select(pair => $"{pair.Name}: expected {pair.Theirs}, got {pair.Ours}"),
    ];

    internal static ResultSums Of(IReadOnlyDictionary<string, TargetCounts> counted)
    {
        var sums = new ResultSums();
        foreach (var (target, counts) in counted)
        {
            sums.Add($"{target} | invocations", counts.Invocations);
            sums.Add($"{target} | retried", counts.Retried);
            foreach (var (status, count) in counts.ByStatus) sums.Add($"{target} | status | {status}", count.Value);
            foreach (var (code, count) in counts.ByCode) sums.Add($"{target} | code | {code}", count.Value);
            foreach (var (uri, count) in counts.ByUri) sums.Add($"{target} | uri | {uri}", count.Value);
            sums.AddHeaders($"{target} | header", counts.ByHeader);
        }

        return sums;
    }

    private static int Number(JsonNode? node) => node switch
    {
        null => 0,
        JsonObject json => Number(json["count"] ?? json["value"]),
        _ => node.GetValue<int>(),
    };

    // What is zero is as what is not there.
    private void Add(string name, int number)
    {
        if (number != 0) _numbers[name] = _numbers.GetValueOrDefault(name) + number;
    }

    private void AddMap(string name, JsonNode? map)
    {
        foreach (var (key, value) in map as JsonObject ?? []) Add($"{name} | {key}", Number(value));
    }

    private void AddHeaders(string name, JsonNode? headers)
    {
        foreach (var (header, json) in headers as JsonObject ?? [])
        {
            Add($"{name} | {header}", Number(json));
            AddMap($"{name} | {header} | value", json!["countsByValues"]);
            AddMap($"{name} | {header} | code", json["countsByStatusCodes"]);
            AddHeaders($"{name} | {header} | with", json["crossHeaders"]);
        }
    }

    private void AddHeaders(string name, SortedDictionary<string, HeaderCount> headers)
    {
        foreach (var (header, count) in headers)
        {
            Add($"{name} | {header}", count.Count.Value);
            foreach (var (value, seen) in count.ByValue) Add($"{name} | {header} | value | {value}", seen.Value);
            foreach (var (code, seen) in count.ByCode) Add($"{name} | {header} | code | {code}", seen.Value);
            AddHeaders($"{name} | {header} | with", count.Crossed);
        }
    }
}
