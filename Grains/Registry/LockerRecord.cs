using System.Buffers.Binary;

namespace Lockers.Grains.Registry;

/// <summary>What the registry keeps of a locker: 25 bytes, little-endian. Times are UTC ticks.</summary>
internal readonly record struct LockerRecord(long Generation, long FirstOpened, long LastOpened, bool Used)
{
    public byte[] Encode()
    {
        var bytes = new byte[25];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Generation);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), FirstOpened);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), LastOpened);
        bytes[24] = Used ? (byte)1 : (byte)0;
        return bytes;
    }

    public static LockerRecord Decode(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        bytes[24] != 0);
}
