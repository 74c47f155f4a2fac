namespace Lockers.Cluster.History;

/// <summary>Breaks histories that were right, so that no order can explain them.</summary>
internal static class Tampering
{
    /// <summary>Makes an acknowledged read see a value that another write had replaced before the read began.</summary>
    public static IReadOnlyList<Operation> StaleRead(IReadOnlyList<Operation> history, Random random) =>
        Old(history, random, over => over.Kind == OperationKind.Store);

    /// <summary>Makes an acknowledged read see a value that had been removed before the read began.</summary>
    public static IReadOnlyList<Operation> Resurrection(IReadOnlyList<Operation> history, Random random) =>
        Old(history, random, over => over.Kind == OperationKind.Remove);

    /// <summary>Takes away the effect of the last acknowledged store: a last read finds nothing. For histories without removes.</summary>
    public static IReadOnlyList<Operation> LostWrite(IReadOnlyList<Operation> history)
    {
        var end = history.Max(operation => operation.End);
        return [.. history, new(0, history[0].Key, OperationKind.Get, null, end + 1, end + 2, Outcome.Done)];
    }

    private static List<Operation> Old(IReadOnlyList<Operation> history, Random random, Func<Operation, bool> isOver)
    {
        var done = history.Where(operation => operation.Outcome == Outcome.Done).ToList();
        var reads = done.Where(operation => !operation.IsWrite).ToArray();
        random.Shuffle(reads);
        foreach (var read in reads)
        {
            var over = done.LastOrDefault(write => isOver(write) && write.IsBefore(read));
            var stale = over is null ? null : done.LastOrDefault(write => write.Kind == OperationKind.Store && write.IsBefore(over));
            if (stale is null) continue;
            return [.. history.Select(operation => operation == read ? read with { Value = stale.Value } : operation)];
        }

        throw new InvalidOperationException("The history is too short to be broken.");
    }
}
