namespace Lockers.Cluster.History;

/// <summary>Says in words why a read cannot be.</summary>
internal static class Why
{
    /// <summary>Of a read of what nobody had written by then.</summary>
    public static string Unwritten(Operation read, IReadOnlyList<Operation> operations) => Writer(read, operations) switch
    {
        null => "nobody ever wrote what was read",
        { Outcome: Outcome.Refused } => "what was read had been refused",
        _ => "what was read was written only later",
    };

    /// <summary>Of a read that no order of the operations explains.</summary>
    public static string Unexplained(Operation read, IReadOnlyList<Operation> operations, IEnumerable<string?> possible)
    {
        var holds = $"it held {string.Join(" or ", possible.Select(Text).Order(StringComparer.Ordinal).Take(5))}";
        var later = operations.Where(write => write.IsWrite && write.IsBefore(read)).OrderByDescending(write => write.Start);
        if (read.Value is null)
        {
            var lost = later.FirstOrDefault(
                write => write.Value is not null && !operations.Any(remove => CouldRemove(remove, write, read)));
            return lost is null
                ? $"no order explains that nothing was there; {holds}"
                : $"{Text(lost.Value)} was acknowledged, and is lost";
        }

        var writer = Writer(read, operations);
        var over = later.FirstOrDefault(write => writer is not null && writer.IsBefore(write));
        if (over is null) return $"no order explains that {Text(read.Value)} was there; {holds}";
        var since = over.Value is null ? "removed" : $"overwritten by {Text(over.Value)}";
        return $"{Text(read.Value)} was there although it had been {since}";
    }

    /// <summary>A value as people read it.</summary>
    public static string Text(string? value) => value is null ? "nothing" : $"'{value}'";

    private static Operation? Writer(Operation read, IReadOnlyList<Operation> operations) =>
        operations.FirstOrDefault(write => write.IsWrite && write.Value is not null && write.Value == read.Value);

    private static bool CouldRemove(Operation remove, Operation write, Operation read) =>
        remove.IsWrite && remove.Value is null && remove.Outcome != Outcome.Refused && remove.Start <= read.End && !remove.IsBefore(write);
}
