using System.Runtime.InteropServices;

namespace Lockers.Cluster.History;

/// <summary>
/// The operations of one key, made ready for the search: what says nothing is left out, and what is known of the rest from
/// the values alone is settled.
/// </summary>
internal sealed class KeySteps
{
    private readonly Dictionary<string, int> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Operation> _writers = [];
    private readonly Dictionary<int, long> _firstSeen = [];

    /// <summary>Takes the operations of one key; <paramref name="initial"/> is what it holds before all of them.</summary>
    /// <exception cref="ArgumentException">A value was written twice: then nothing could be told from reading it.</exception>
    public KeySteps(string? initial, IReadOnlyList<Operation> operations)
    {
        Initial = Number(initial);
        foreach (var write in operations.Where(operation => operation.IsWrite && operation.Value is not null)) AddWriter(write);
        var reads = operations.Where(operation => !operation.IsWrite && operation.Outcome == Outcome.Done).ToList();
        Unwritten = reads.OrderBy(read => read.End).FirstOrDefault(read => !CouldBeRead(read));
        foreach (var read in reads) NoteSeen(read);
        Steps = [.. reads.Select(read => new Step(read, Number(read.Value), read.End)), .. operations.Select(Write).OfType<Step>()];
    }

    /// <summary>The number of the value before all operations.</summary>
    public int Initial { get; }

    /// <summary>A read of what nobody had written by then, if there is one.</summary>
    public Operation? Unwritten { get; }

    /// <summary>What is left to be put in order.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>The value that a number stands for.</summary>
    public string? Value(int number) => _values.FirstOrDefault(value => value.Value == number).Key;

    private void AddWriter(Operation write)
    {
        var number = Number(write.Value);
        if (number == Initial || !_writers.TryAdd(number, write))
            throw new ArgumentException($"{write.Key}: '{write.Value}' was written twice.");
    }

    private bool CouldBeRead(Operation read)
    {
        var number = Number(read.Value);
        if (number == 0 || number == Initial) return true;
        return _writers.TryGetValue(number, out var write) && write.Outcome != Outcome.Refused && write.Start <= read.End;
    }

    private void NoteSeen(Operation read)
    {
        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_firstSeen, Number(read.Value), out var exists);
        seen = exists ? Math.Min(seen, read.End) : read.End;
    }

    // A write that may have happened and that nobody saw is as good as none. One that was seen has happened by then.
    private Step? Write(Operation operation)
    {
        if (!operation.IsWrite || operation.Outcome == Outcome.Refused) return null;
        var value = Number(operation.Value);
        if (operation.Outcome == Outcome.Done) return new(operation, value, operation.End);
        if (value == 0) return new(operation, value, long.MaxValue);
        return _firstSeen.TryGetValue(value, out var seen) ? new(operation, value, Math.Max(seen, operation.Start)) : null;
    }

    private int Number(string? value)
    {
        if (value is null) return 0;
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_values, value, out var exists);
        if (!exists) number = _values.Count;
        return number;
    }
}
