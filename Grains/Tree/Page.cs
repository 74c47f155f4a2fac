using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lockers.Grains.Tree;

/// <summary>A page of a B+tree: up to <see cref="MaxSlots"/> slots in key order, in an array that grows with them.</summary>
/// <remarks>
/// In an inner page the key of slot i, for i over 0, is at most every key of its child and more than every key of the child
/// before; slot 0 takes all that is less, and its own key is never looked at. No page but one being changed is empty.
/// </remarks>
internal sealed class Page(long epoch, bool leaf, int capacity)
{
    // Measured with 1,000,000 keys, 64 against 32: random get and store alike, a store into what a snapshot shares 3.0 against
    // 2.1 us, 184 against 187 bytes a key after a random load.
    internal const int MaxSlots = 32;

    internal Slot[] Slots { get; private set; } = new Slot[capacity];

    /// <summary>The epoch it was made in: see <see cref="WriteScope"/>.</summary>
    internal long Epoch { get; } = epoch;

    internal int Count { get; private set; }

    internal bool Leaf { get; } = leaf;

    internal bool Full => Count == MaxSlots;

    /// <summary>Where the key is, or the complement of where it would go.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal int Search(in KeyProbe key)
    {
        var slots = Slots;
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = key.CompareTo(in slots[middle]);
            if (order == 0) return middle;

            if (order < 0) high = middle - 1;
            else low = middle + 1;
        }

        return ~low;
    }

    /// <summary>In an inner page, which child has the key if any has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal int ChildOf(in KeyProbe key)
    {
        var slots = Slots;
        int low = 1, high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (key.CompareTo(in slots[middle]) < 0) high = middle - 1;
            else low = middle + 1;
        }

        return high;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal ref Slot Insert(int at, scoped in Slot slot)
    {
        if (Count == Slots.Length) Resize(Grown(Count + 1));
        Array.Copy(Slots, at, Slots, at + 1, Count - at);
        Count++;
        Slots[at] = slot;
        return ref Slots[at];
    }

    internal void RemoveAt(int at)
    {
        Count--;
        Array.Copy(Slots, at + 1, Slots, at, Count - at);
        Slots[Count] = default;
        if (Count * 4 <= Slots.Length && Slots.Length > 4) Resize(Grown(Count * 2));
    }

    /// <summary>Moves the slots from <paramref name="at"/> on to a new page.</summary>
    internal Page Split(int at, long epoch)
    {
        var right = new Page(epoch, Leaf, 0) { Count = Count - at };
        if (at == 0)
        {
            (right.Slots, Slots) = (Slots, right.Slots);
        }
        else
        {
            right.Slots = new Slot[Grown(right.Count + 1)];
            Array.Copy(Slots, at, right.Slots, 0, right.Count);
            Array.Clear(Slots, at, right.Count);
        }

        Count = at;
        return right;
    }

    /// <summary>Appends the slots of the next page. Its first key is looked at from now on, so it takes its lower bound.</summary>
    internal void Absorb(Page next, in Slot bound)
    {
        var at = Count;
        Count += next.Count;
        if (Count > Slots.Length) Resize(Grown(Count), at);
        Array.Copy(next.Slots, 0, Slots, at, next.Count);
        if (!Leaf) Slots[at] = bound.Over(next.Slots[0].Child);
    }

    internal Page Copy(long epoch)
    {
        var copy = new Page(epoch, Leaf, Slots.Length) { Count = Count };
        Array.Copy(Slots, copy.Slots, Count);
        return copy;
    }

    private static int Grown(int count) => count switch
    {
        <= 16 => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 1)),
        <= 24 => 24,
        _ => MaxSlots,
    };

    private void Resize(int capacity) => Resize(capacity, Count);

    private void Resize(int capacity, int used)
    {
        var slots = new Slot[capacity];
        Array.Copy(Slots, slots, used);
        Slots = slots;
    }
}
