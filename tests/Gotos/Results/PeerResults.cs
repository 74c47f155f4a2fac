using System.Text.Json.Nodes;

namespace Lockers.Gotos.Results;

/// <summary>What a peer counted: per target, and where that is switched on over all targets, under an empty name.</summary>
internal sealed class PeerResults(GotoDialect dialect)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, TargetCounts> _targets = new(StringComparer.Ordinal);
    private IReadOnlyList<IReadOnlyList<string>> _tracked = [];
    private TimeBuckets _buckets = TimeBuckets.None;
    private bool _countsAll;

    /// <summary>Counts a call.</summary>
    /// <returns>The names whose results changed.</returns>
    public IReadOnlyList<string> Add(string target, CallResult call)
    {
        lock (_lock)
        {
            Of(target).Add(call, _tracked, _buckets);
            if (!_countsAll) return [target];
            Of("").Add(call, _tracked, _buckets);
            return [target, ""];
        }
    }

    /// <summary>A target's results so far, as this generation sends them; null where they were cleared meanwhile.</summary>
    public JsonObject? Json(string target)
    {
        lock (_lock)
        {
            if (!_targets.TryGetValue(target, out var counts)) return null;
            return dialect.HasLaterResults ? LaterResults.Json(counts) : EarlyResults.Json(counts);
        }
    }

    /// <summary>Calls a function with everything that is counted.</summary>
    public T Read<T>(Func<IReadOnlyDictionary<string, TargetCounts>, T> read)
    {
        lock (_lock) return read(_targets);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock) _targets.Clear();
    }

    /// <summary>Whether it counts over all targets too.</summary>
    public void CountAll(bool countsAll)
    {
        lock (_lock) _countsAll = countsAll;
    }

    /// <summary>Tracks headers of answers: <c>a|b,c</c> is a crossed with b, and c.</summary>
    public void Track(string headers)
    {
        var groups = headers.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(group => (IReadOnlyList<string>)[.. group.ToLowerInvariant().Split('|', StringSplitOptions.RemoveEmptyEntries)])
            .Where(group => group.Count > 0);
        lock (_lock) _tracked = [.. groups];
    }

    /// <summary>Counts by these times.</summary>
    public void Track(TimeBuckets buckets)
    {
        lock (_lock) _buckets = buckets;
    }

    private TargetCounts Of(string target)
    {
        if (!_targets.TryGetValue(target, out var counts)) _targets[target] = counts = new TargetCounts(target);
        return counts;
    }
}
