namespace Lockers.Grains.Results;

/// <summary>
/// How often something was seen, how many retries that took, and when first and last. Numbers are never negative;
/// times are the default where unset.
/// </summary>
internal readonly record struct CountInfo(long Value, long Retries, Instant First, Instant Last)
{
    /// <summary>Both together. Neither the order nor the grouping of merges changes the result.</summary>
    public CountInfo Merge(CountInfo other) => new(
        Merging.Sum(Value, other.Value),
        Merging.Sum(Retries, other.Retries),
        Merging.Earliest(First, other.First),
        Merging.Latest(Last, other.Last));
}
