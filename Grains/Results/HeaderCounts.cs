namespace Lockers.Grains.Results;

/// <summary>
/// What a peer counted of one tracked header, and recursively of the headers that are crossed with it. An empty map is null.
/// </summary>
internal sealed class HeaderCounts
{
    public CountInfo Count { get; set; }

    public Dictionary<string, CountInfo>? ByValue { get; set; }

    public Dictionary<string, CountInfo>? ByStatusCode { get; set; }

    public Dictionary<string, Dictionary<string, CountInfo>>? ByValueAndStatusCode { get; set; }

    public Dictionary<string, HeaderCounts>? Crossed { get; set; }

    public Dictionary<string, Dictionary<string, HeaderCounts>>? CrossedByValue { get; set; }

    /// <summary>The earliest time of the counts, unset when none of them has one.</summary>
    public Instant First { get; private set; }

    /// <summary>The latest time of the counts, unset when none of them has one.</summary>
    public Instant Last { get; private set; }

    /// <summary>Adds another's counts to these. The other is left as it was and shares nothing with this one.</summary>
    public void Merge(HeaderCounts other)
    {
        Count = Count.Merge(other.Count);
        ByValue = Merging.Counts(ByValue, other.ByValue);
        ByStatusCode = Merging.Counts(ByStatusCode, other.ByStatusCode);
        ByValueAndStatusCode = Merging.CountsByKey(ByValueAndStatusCode, other.ByValueAndStatusCode);
        Crossed = Merging.Headers(Crossed, other.Crossed);
        CrossedByValue = Merging.HeadersByKey(CrossedByValue, other.CrossedByValue);
        Widen(other.First, other.Last);
    }

    /// <summary>Lets the header's own times take in these; unset ones do not count.</summary>
    public void Widen(Instant first, Instant last)
    {
        First = Merging.Earliest(First, first);
        Last = Merging.Latest(Last, last);
    }
}
