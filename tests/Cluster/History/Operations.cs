namespace Lockers.Cluster.History;

/// <summary>Short forms of the operations of one key, for tests of the checker.</summary>
internal static class Operations
{
    public static Operation Store(string value, long start, long end, Outcome outcome = Outcome.Done) =>
        new(0, "k", OperationKind.Store, value, start, end, outcome);

    public static Operation Remove(long start, long end, Outcome outcome = Outcome.Done) =>
        new(0, "k", OperationKind.Remove, null, start, end, outcome);

    public static Operation Get(string? value, long start, long end, Outcome outcome = Outcome.Done) =>
        new(0, "k", OperationKind.Get, value, start, end, outcome);
}
