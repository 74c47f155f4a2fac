namespace Lockers.Cluster.History;

/// <summary>
/// Whether a history is one of linearizable registers, one per key: each operation took effect at one moment between its start
/// and its end, and every read saw what was written last. What was acknowledged and lost shows as a read that no order explains.
/// </summary>
internal static class RegisterCheck
{
    /// <summary>Checks every key.</summary>
    /// <param name="operations">The history, in any order. Values written to one key must differ from each other.</param>
    /// <param name="initial">What every key holds before it, null for nothing.</param>
    /// <returns>The first violation of each key that has one.</returns>
    public static IReadOnlyList<Violation> Violations(IEnumerable<Operation> operations, string? initial = null) =>
        [.. operations.GroupBy(operation => operation.Key).Select(key => Violation(initial, [.. key])).OfType<Violation>()];

    private static Violation? Violation(string? initial, List<Operation> operations)
    {
        var steps = new KeySteps(initial, operations);
        if (steps.Unwritten is { } unwritten) return new(unwritten, Why.Unwritten(unwritten, operations), operations);
        if (RegisterSearch.FirstUnexplained(steps.Initial, steps.Steps) is not var (read, possible)) return null;
        return new(read, Why.Unexplained(read, operations, possible.Select(steps.Value)), operations);
    }
}
