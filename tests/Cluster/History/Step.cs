namespace Lockers.Cluster.History;

/// <summary>An operation as the search sees it.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Value">The number of its value; 0 is nothing.</param>
/// <param name="End">When it must have taken effect; <see cref="long.MaxValue"/> where it may never.</param>
internal sealed record Step(Operation Operation, int Value, long End)
{
    public bool IsWrite => Operation.IsWrite;

    /// <summary>Whether it may take effect at any time after its start, or never.</summary>
    public bool IsOptional => End == long.MaxValue;
}
