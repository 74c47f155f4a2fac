using System.Collections.Concurrent;
using System.Diagnostics;

namespace Lockers.Cluster.History;

/// <summary>Collects what clients did, from all of them at once.</summary>
internal sealed class HistoryRecorder
{
    private readonly ConcurrentQueue<Operation> _operations = new();
    private int _acknowledged;

    /// <summary>When the recording began.</summary>
    public long Zero { get; } = Stopwatch.GetTimestamp();

    /// <summary>What was recorded so far, in the order of the ends.</summary>
    public IReadOnlyList<Operation> Operations => [.. _operations];

    /// <summary>How many operations of these kinds were acknowledged so far.</summary>
    public int Done(params IEnumerable<OperationKind> kinds) =>
        _operations.Count(operation => operation.Outcome == Outcome.Done && kinds.Contains(operation.Kind));

    /// <summary>How many operations were acknowledged so far.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public void Add(Operation operation)
    {
        _operations.Enqueue(operation);
        if (operation.Outcome == Outcome.Done) Interlocked.Increment(ref _acknowledged);
    }

    /// <summary>Writes everything into a file, in the order of the starts.</summary>
    /// <returns>The file's path.</returns>
    public async Task<string> Save(string name)
    {
        var path = Path.Combine(Path.GetTempPath(), $"lockers-history-{name}.txt");
        var ordered = _operations.OrderBy(operation => operation.Start);
        await File.WriteAllLinesAsync(path, ordered.Select(operation => $"{operation.Key,-24} {Violation.Line(operation, Zero)}"));
        return path;
    }
}
