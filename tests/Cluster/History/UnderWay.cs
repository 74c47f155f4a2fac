using System.Numerics;

namespace Lockers.Cluster.History;

/// <summary>The operations that are under way at a moment, each under a bit of its own.</summary>
internal sealed class UnderWay
{
    private readonly Step?[] _steps = new Step?[64];
    private readonly Dictionary<Step, ulong> _bits = [];

    /// <summary>The reads among them.</summary>
    public ulong Reads { get; private set; }

    /// <summary>The writes among them.</summary>
    public ulong Writes { get; private set; }

    /// <summary>Optional removes that have begun. They are all alike, and stay under way for ever.</summary>
    public int OptionalRemoves { get; set; }

    public Step this[int slot] => _steps[slot]!;

    public ulong Begin(Step step)
    {
        var slot = BitOperations.TrailingZeroCount(~(Reads | Writes));
        if (slot == _steps.Length) throw new NotSupportedException($"{step.Operation.Key}: more than 64 operations at once.");
        var bit = 1UL << slot;
        _steps[slot] = step;
        _bits.Add(step, bit);
        if (step.IsWrite) Writes |= bit;
        else Reads |= bit;
        return bit;
    }

    public ulong BitOf(Step step) => _bits[step];

    public void End(Step step)
    {
        _bits.Remove(step, out var bit);
        Reads &= ~bit;
        Writes &= ~bit;
    }

    /// <summary>The reads that see this value.</summary>
    public ulong ReadsOf(int value)
    {
        var reads = 0UL;
        foreach (var slot in Slots(Reads))
        {
            if (_steps[slot]!.Value == value) reads |= 1UL << slot;
        }

        return reads;
    }

    /// <summary>The write of this value among some, the one that is over first; -1 if there is none.</summary>
    public int WriteOf(int value, ulong among)
    {
        var first = -1;
        foreach (var slot in Slots(Writes & among))
        {
            if (_steps[slot]!.Value == value && (first < 0 || _steps[slot]!.End < _steps[first]!.End)) first = slot;
        }

        return first;
    }

    /// <summary>The places of bits.</summary>
    public static IEnumerable<int> Slots(ulong bits)
    {
        for (; bits != 0; bits &= bits - 1) yield return BitOperations.TrailingZeroCount(bits);
    }
}
