using System.Diagnostics;
using Lockers.Cluster.History;

namespace Lockers.Cluster.Doubt;

/// <summary>Something that empties lockers.</summary>
internal enum SweepKind
{
    /// <summary>Ends one locker.</summary>
    Close,

    /// <summary>Empties one locker.</summary>
    Clear,

    /// <summary>Ends all lockers, and all peers.</summary>
    ClearPeers,

    /// <summary>Puts what was dumped in the place of all lockers and peers.</summary>
    Load,
}

/// <summary>One request that empties lockers, and what came of it: an outcome in doubt is settled later.</summary>
internal sealed class Sweep(SweepKind kind, string label, long start, long end, Outcome outcome, string answer)
{
    public SweepKind Kind => kind;

    /// <summary>The locker that it empties; of a load, the one that is there afterwards; of clearing peers, one that was there before.</summary>
    public string Label => label;

    /// <summary>Whether it empties every locker.</summary>
    public bool IsOfAll => kind is SweepKind.ClearPeers or SweepKind.Load;

    public long Start => start;

    public long End { get; private set; } = end;

    public Outcome Outcome { get; private set; } = outcome;

    public string Note { get; private set; } = answer;

    /// <summary>Notes what was found of an outcome in doubt: it was carried out by now, or never will be.</summary>
    public void Settle(bool carriedOut)
    {
        Outcome = carriedOut ? Outcome.Done : Outcome.Refused;
        End = Stopwatch.GetTimestamp();
        Note += carriedOut ? ", found carried out" : ", found not carried out";
    }

    public override string ToString() => $"{kind} {label} ({Note})";
}
