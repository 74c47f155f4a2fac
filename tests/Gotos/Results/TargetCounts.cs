namespace Lockers.Gotos.Results;

/// <summary>Everything that a peer counts of a target since its start or since its results were cleared.</summary>
internal sealed class TargetCounts(string target)
{
    public string Target => target;

    public int Invocations { get; private set; }

    /// <summary>How many invocations were made more than once.</summary>
    public int Retried { get; private set; }

    public Count Total { get; } = new();

    public SortedDictionary<string, Count> ByStatus { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Count> ByCode { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Count> ByUri { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, HeaderCount> ByHeader { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Count> ByRetries { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Count> ByRetryReason { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Count> ByTimeBucket { get; } = new(StringComparer.Ordinal);

    /// <summary>Counts a call.</summary>
    /// <param name="call">What came of it.</param>
    /// <param name="tracked">The headers to count, in groups that are crossed.</param>
    /// <param name="buckets">The times to count by.</param>
    public void Add(CallResult call, IReadOnlyList<IReadOnlyList<string>> tracked, TimeBuckets buckets)
    {
        Invocations++;
        Total.Add(call);
        Count.Add(ByStatus, call.Status, call);
        Count.Add(ByCode, Count.Code(call), call);
        Count.Add(ByUri, call.Uri, call, byCode: true);
        Headers(call, tracked);
        if (buckets.Of(call.Took) is { } bucket) Count.Add(ByTimeBucket, bucket, call, byCode: true);
        if (call.Retries == 0) return;
        Retried++;
        Count.Add(ByRetries, call.Retries.ToString(System.Globalization.CultureInfo.InvariantCulture), call, byCode: true);
        Count.Add(ByRetryReason, call.RetryReason ?? "", call, byCode: true);
    }

    // A header counts once, however often it is named: "a|b,b" crosses a with b, and counts b as "b" alone would.
    private void Headers(CallResult call, IReadOnlyList<IReadOnlyList<string>> tracked)
    {
        foreach (var first in tracked.Select(group => group[0]).Distinct())
        {
            var others = tracked.Where(group => group[0] == first).MaxBy(group => group.Count)!.Skip(1);
            if (!call.Headers.TryGetValue(first, out var values)) continue;
            if (!ByHeader.TryGetValue(first, out var count)) ByHeader[first] = count = new HeaderCount(first);
            count.Add(call, values, [.. others]);
        }
    }
}
