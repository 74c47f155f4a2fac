namespace Lockers.Cluster.History;

/// <summary>Tries every order there is: what <see cref="RegisterCheck"/> must agree with, for histories of a few operations.</summary>
internal static class BruteForce
{
    /// <summary>Whether the operations of one key are those of a linearizable register that holds nothing at first.</summary>
    public static bool Explains(IEnumerable<Operation> operations) =>
        Rest(null, [.. operations.Where(operation => operation.Outcome == Outcome.Done || MayHappen(operation))]);

    private static bool MayHappen(Operation operation) => operation.IsWrite && operation.Outcome == Outcome.Unknown;

    private static bool Rest(string? value, List<Operation> rest)
    {
        if (rest.TrueForAll(operation => operation.Outcome == Outcome.Unknown)) return true;
        foreach (var next in rest)
        {
            if (rest.Exists(other => other.IsBefore(next)) || (!next.IsWrite && next.Value != value)) continue;
            if (Rest(next.IsWrite ? next.Value : value, [.. rest.Where(operation => !ReferenceEquals(operation, next))])) return true;
        }

        return false;
    }
}
