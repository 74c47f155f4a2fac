using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Lockers.Grains.Tree;

/// <summary>A key that is looked for: its bytes, and the first eight of them as one number.</summary>
internal readonly ref struct KeyProbe
{
    /// <summary>Keys up to this long are held in <see cref="Prefix"/> alone.</summary>
    internal const int PrefixBytes = sizeof(ulong);

    internal KeyProbe(ReadOnlySpan<byte> bytes)
    {
        Bytes = bytes;
        Prefix = bytes.Length >= PrefixBytes ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : Pad(bytes);
    }

    internal ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The first bytes, big-endian, NULs behind a shorter key: orders as the bytes do, but for ties.</summary>
    internal ulong Prefix { get; }

    /// <summary>Less than, equal to or more than zero as this key sorts before, is, or sorts after the slot's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int CompareTo(in Slot slot)
    {
        if (Prefix != slot.Prefix) return Prefix < slot.Prefix ? -1 : 1;

        // With equal prefixes a key of up to eight bytes equals the start of the other one, whose further bytes of the
        // prefix can only be NULs: the shorter sorts first.
        if (Bytes.Length <= PrefixBytes || slot.KeyLength <= PrefixBytes) return Bytes.Length - slot.KeyLength;

        return Bytes[PrefixBytes..].SequenceCompareTo(slot.LongKeyTail);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static ulong Pad(ReadOnlySpan<byte> bytes)
    {
        ulong prefix = 0;
        foreach (var value in bytes) prefix = (prefix << 8) | value;

        return bytes.IsEmpty ? 0 : prefix << (8 * (PrefixBytes - bytes.Length));
    }
}
