using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Results.Tables;

/// <summary>What is shown of a row: its requests, and of its responses those that count.</summary>
internal sealed class ResultSums
{
    private readonly TargetResults _results;

    /// <param name="results">The sums.</param>
    /// <param name="filter">Which responses count.</param>
    public ResultSums(TargetResults results, StatusFilter filter)
    {
        _results = results;
        Statuses = filter.IsAll ? results.ByStatusCode : Filtered(results.ByStatusCode, filter);
        Responses = Sum(Statuses);
        All = filter.IsAll ? Responses : Sum(results.ByStatusCode);
    }

    /// <summary>The requests, whatever the responses.</summary>
    public long Requests => _results.Invocations;

    /// <summary>The responses that count.</summary>
    public long Responses { get; }

    /// <summary>The responses of any status.</summary>
    public long All { get; }

    /// <summary>The responses that count, by status code; null for none.</summary>
    public Dictionary<string, long>? Statuses { get; }

    /// <summary>The responses that count among those of any status, from 0 to 1; 0 where there are none.</summary>
    public double Share => ShareOf(Responses);

    /// <summary>When the first response came; unset where that is not known.</summary>
    public Instant First => _results.First;

    /// <summary>When the last one did.</summary>
    public Instant Last => _results.Last;

    /// <summary>How many responses have a status code.</summary>
    public long Of(string code) => Statuses?.GetValueOrDefault(code) ?? 0;

    /// <summary>So many responses among those of any status, from 0 to 1 with six digits.</summary>
    public double ShareOf(long responses) => All == 0 ? 0 : Math.Round((double)responses / All, 6);

    /// <summary>Everything of some rows together.</summary>
    public static TargetResults Total(IEnumerable<ResultRow> rows)
    {
        var total = new TargetResults();
        foreach (var row in rows) total.Merge(row.Results);
        return total;
    }

    private static Dictionary<string, long>? Filtered(Dictionary<string, long>? statuses, StatusFilter filter)
    {
        Dictionary<string, long>? filtered = null;
        foreach (var (code, count) in statuses ?? [])
        {
            if (filter.Counts(code)) (filtered ??= []).Add(code, count);
        }

        return filtered;
    }

    private static long Sum(Dictionary<string, long>? counts) => counts?.Values.Aggregate(0L, Merging.Sum) ?? 0;
}
