namespace Lockers.Cluster.History;

/// <summary>One operation of a history.</summary>
/// <param name="Client">Who asked; a client asks one thing at a time.</param>
/// <param name="Key">The register that it is about.</param>
/// <param name="Kind">What was asked for.</param>
/// <param name="Value">What was written, unlike anything else that is written to that key, or what was read; null for nothing.</param>
/// <param name="Start">When it was asked for, as a timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</param>
/// <param name="End">When the client knew, or gave up.</param>
/// <param name="Outcome">What the client knows.</param>
/// <param name="Note">Who answered what, for people.</param>
internal sealed record Operation(
    int Client, string Key, OperationKind Kind, string? Value, long Start, long End, Outcome Outcome, string Note = "")
{
    /// <summary>Whether it is meant to change the register.</summary>
    public bool IsWrite => Kind is OperationKind.Store or OperationKind.Remove or OperationKind.Open;

    /// <summary>Whether this was over before that began.</summary>
    public bool IsBefore(Operation other) => Outcome != Outcome.Unknown && End < other.Start;
}
