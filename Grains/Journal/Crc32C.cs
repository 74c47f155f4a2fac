using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lockers.Grains.Journal;

/// <summary>The checksum CRC-32C (RFC 3720, B.4), in the processor's own instruction where there is one.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of what an earlier checksum covers and of the bytes behind it.</summary>
    /// <param name="before">The checksum of what comes before; 0 for nothing.</param>
    /// <param name="bytes">The bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Of(uint before, ReadOnlySpan<byte> bytes)
    {
        var crc = ~before;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
