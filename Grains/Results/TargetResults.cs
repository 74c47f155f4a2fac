namespace Lockers.Grains.Results;

/// <summary>
/// What was counted of one target's responses: by one peer instance since its start, or by several, merged.
/// Numbers are never negative; times are UTC ticks, 0 where unset; an empty map is null.
/// </summary>
internal sealed class TargetResults
{
    public long Invocations { get; set; }

    public long RetriedInvocations { get; set; }

    public Instant First { get; set; }

    public Instant Last { get; set; }

    public Dictionary<string, long>? ByStatus { get; set; }

    public Dictionary<string, long>? ByStatusCode { get; set; }

    public Dictionary<string, HeaderCounts>? ByHeader { get; set; }

    public Dictionary<string, long>? ByUri { get; set; }

    /// <summary>What only a goto 0.9 or later counts; null where none did.</summary>
    public Tallies? Tallies { get; set; }

    /// <summary>Adds another's counts to these. The other is left as it was and shares nothing with this one.</summary>
    public void Merge(TargetResults other)
    {
        Invocations = Merging.Sum(Invocations, other.Invocations);
        RetriedInvocations = Merging.Sum(RetriedInvocations, other.RetriedInvocations);
        First = Merging.Earliest(First, other.First);
        Last = Merging.Latest(Last, other.Last);
        ByStatus = Merging.Sums(ByStatus, other.ByStatus);
        ByStatusCode = Merging.Sums(ByStatusCode, other.ByStatusCode);
        ByHeader = Merging.Headers(ByHeader, other.ByHeader);
        ByUri = Merging.Sums(ByUri, other.ByUri);
        if (other.Tallies is { } tallies) (Tallies ??= new()).Merge(tallies);
    }
}
