using System.Collections.Concurrent;
using System.Diagnostics;

namespace Lockers.Cluster.History;

/// <summary>Collects what clients did, from all of them at once.</summary>
internal sealed class HistoryRecorder
{
    private readonly ConcurrentQueue<Operation> _operations = new();

    /// <summary>When the recording began.</summary>
    public long Zero { get; } = Stopwatch.GetTimestamp();

    /// <summary>What was recorded so far, in the order of the ends.</summary>
    public IReadOnlyList<Operation> Operations => [.. _operations];

    /// <summary>How many operations of these kinds were acknowledged so far.</summary>
    public int Done(params IEnumerable<OperationKind> kinds) =>
        _operations.Count(operation => operation.Outcome == Outcome.Done && kinds.Contains(operation.Kind));

    public void Add(Operation operation) => _operations.Enqueue(operation);
}
