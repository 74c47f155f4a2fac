namespace Lockers.Cluster.History;

/// <summary>What a client knows of an operation when it goes on to the next.</summary>
internal enum Outcome : byte
{
    /// <summary>It was acknowledged: it took effect between its start and its end.</summary>
    Done,

    /// <summary>It was turned away, or never sent: it takes no effect, ever.</summary>
    Refused,

    /// <summary>There was no answer, or one that leaves it open: it takes effect at any time after its start, or never.</summary>
    Unknown,
}
