using System.Buffers.Binary;

namespace Lockers.Grains.Registry;

/// <summary>What the registry has decided of a locker's generation, and the locker must carry out: see <see cref="Interfaces.ILockerGrain.Advance"/>.</summary>
internal readonly record struct GenerationAdvance(string Label, long Ended, long Next, long Load)
{
    private const int Length = 3 * sizeof(long);

    /// <summary>All but the label, little-endian.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Ended);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(long)), Next);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(2 * sizeof(long)), Load);
        return bytes;
    }

    public static GenerationAdvance Decode(string label, ReadOnlySpan<byte> bytes) => new(
        label,
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(long)..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[(2 * sizeof(long))..]));
}
