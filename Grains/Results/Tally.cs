namespace Lockers.Grains.Results;

/// <summary>
/// A count as a goto 0.9 or later reports it: with the streams that were open meanwhile, and recursively with the counts that it is made up of.
/// An empty map is null.
/// </summary>
internal sealed class Tally
{
    public CountInfo Count { get; set; }

    public long ClientStreams { get; set; }

    public long ServerStreams { get; set; }

    public Dictionary<string, Tally>? ByStatusCode { get; set; }

    public Dictionary<string, Tally>? ByTimeBucket { get; set; }

    /// <summary>Adds another's counts to these. The other is left as it was and shares nothing with this one.</summary>
    public void Merge(Tally other)
    {
        Count = Count.Merge(other.Count);
        ClientStreams = Merging.Sum(ClientStreams, other.ClientStreams);
        ServerStreams = Merging.Sum(ServerStreams, other.ServerStreams);
        ByStatusCode = Merging.Tallies(ByStatusCode, other.ByStatusCode);
        ByTimeBucket = Merging.Tallies(ByTimeBucket, other.ByTimeBucket);
    }
}
