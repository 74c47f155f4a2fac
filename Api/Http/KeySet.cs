using System.Runtime.InteropServices;

namespace Lockers.Api.Http;

/// <summary>
/// The names that an object has had so far, to find one that stands there twice. It keeps 64 bits of each, seeded anew in each
/// process: of ten million names two are taken for the same once in 400,000 times, and the dump is refused.
/// </summary>
internal sealed class KeySet
{
    private const int KeptSlots = 1024;

    // Open addressing; 0 is a free slot.
    private ulong[] _slots = [];
    private int _count;

    /// <summary>Adds a name; false when it is there already.</summary>
    public bool Add(string name)
    {
        if (_count * 4 >= _slots.Length * 3) Grow();
        var at = SlotOf(_slots, Hash(name));
        if (_slots[at.Slot] != 0) return false;
        _slots[at.Slot] = at.Hash;
        _count++;
        return true;
    }

    /// <summary>Forgets all of them, to be used for another object.</summary>
    public void Clear()
    {
        if (_count == 0) return;
        if (_slots.Length > KeptSlots) _slots = [];
        else Array.Clear(_slots);
        _count = 0;
    }

    private void Grow()
    {
        var larger = new ulong[Math.Max(8, _slots.Length * 2)];
        foreach (var hash in _slots)
        {
            if (hash != 0) larger[SlotOf(larger, hash).Slot] = hash;
        }

        _slots = larger;
    }

    // The slot that holds the hash, or the free one where it belongs.
    private static (int Slot, ulong Hash) SlotOf(ulong[] slots, ulong hash)
    {
        var mask = slots.Length - 1;
        var slot = (int)(hash & (uint)mask);
        while (slots[slot] != 0 && slots[slot] != hash) slot = (slot + 1) & mask;
        return (slot, hash);
    }

    private static ulong Hash(string name)
    {
        var bytes = MemoryMarshal.AsBytes(name.AsSpan());
        HashCode low = default, high = default;
        low.AddBytes(bytes);
        high.Add(bytes.Length);
        high.AddBytes(bytes);
        return Math.Max(1, ((ulong)(uint)high.ToHashCode() << 32) | (uint)low.ToHashCode());
    }
}
