namespace Lockers.Cluster.History;

/// <summary>
/// Looks for an order of one key's operations that a register could have gone through, each taking effect between its start
/// and its end. It walks through starts and ends in time and keeps every <see cref="Configuration"/> that is still possible;
/// an operation is put in order no earlier than it must be (just-in-time linearization: G. Lowe, "Testing for
/// linearizability", 2017). Three things keep them few. A read takes effect as soon as its value is there. A write takes
/// effect before its end only for a read that waits for its value. And a write that nobody sees need not be placed: any
/// other that takes effect meanwhile may have overwritten it (<see cref="Configuration.Covered"/>).
/// </summary>
internal sealed class RegisterSearch
{
    private readonly UnderWay _underWay = new();
    private HashSet<Configuration> _possible;

    private RegisterSearch(int initial) => _possible = [new(initial, 0, 0, 0)];

    /// <summary>Searches.</summary>
    /// <returns>The first read that no order explains, with the values that it could have seen; null when there is none.</returns>
    public static (Operation Read, IReadOnlyList<int> Possible)? FirstUnexplained(int initial, IEnumerable<Step> steps)
    {
        var search = new RegisterSearch(initial);
        foreach (var (_, isEnd, step) in Events(steps))
        {
            if (!isEnd) search.Start(step);
            else if (!search.End(step, out var values)) return (step.Operation, values);
        }

        return null;
    }

    // What starts at the moment when another ends overlaps it: clocks tell no better.
    private static List<(long At, bool IsEnd, Step Step)> Events(IEnumerable<Step> steps)
    {
        var events = new List<(long At, bool IsEnd, Step Step)>();
        foreach (var step in steps)
        {
            events.Add((step.Operation.Start, false, step));
            if (!step.IsOptional) events.Add((step.End, true, step));
        }

        events.Sort((a, b) => (a.At, a.IsEnd).CompareTo((b.At, b.IsEnd)));
        return events;
    }

    private void Start(Step step)
    {
        if (step.IsOptional)
        {
            _underWay.OptionalRemoves++;
            return;
        }

        var bit = _underWay.Begin(step);
        if (step.IsWrite) return;
        _possible = [.. _possible.Select(now => now.Value == step.Value ? now with { Spent = now.Spent | bit } : now)];
    }

    private bool End(Step step, out IReadOnlyList<int> values)
    {
        var bit = _underWay.BitOf(step);
        var next = new HashSet<Configuration>();
        var seen = new HashSet<Configuration>();
        foreach (var now in _possible)
        {
            if (((now.Spent | now.Covered) & bit) != 0) next.Add(now.Without(bit));
            if ((now.Spent & bit) == 0) Settle(now, bit, seen, next);
        }

        values = [.. _possible.Select(now => now.Value).Distinct()];
        _possible = next;
        _underWay.End(step);
        return next.Count > 0;
    }

    // Every way in which one operation takes effect now, after others that reads wait for.
    private void Settle(Configuration start, ulong bit, HashSet<Configuration> seen, HashSet<Configuration> settled)
    {
        var isWrite = (_underWay.Writes & bit) != 0;
        var open = new Stack<Configuration>();
        open.Push(start);
        while (open.TryPop(out var now))
        {
            if (!seen.Add(now)) continue;
            if ((now.Spent & bit) != 0)
            {
                settled.Add(now.Without(bit));
                continue;
            }

            if (isWrite) settled.Add(After(now, bit).Without(bit));
            foreach (var slot in UnderWay.Slots(_underWay.Reads & ~now.Spent))
            {
                if (Write(now, _underWay[slot].Value, bit) is { } after) open.Push(after);
            }
        }
    }

    private Configuration? Write(in Configuration now, int value, ulong except)
    {
        var slot = _underWay.WriteOf(value, ~now.Spent & ~except);
        if (slot >= 0) return After(now, 1UL << slot);
        if (value != 0 || now.Used == _underWay.OptionalRemoves) return null;
        return Written(now with { Used = now.Used + 1 }, 0);
    }

    private Configuration After(in Configuration now, ulong bit) =>
        Written(now with { Spent = now.Spent | bit }, _underWay[System.Numerics.BitOperations.TrailingZeroCount(bit)].Value);

    private Configuration Written(in Configuration now, int value)
    {
        var spent = now.Spent | _underWay.ReadsOf(value);
        return now with { Value = value, Spent = spent, Covered = _underWay.Writes & ~spent };
    }
}
