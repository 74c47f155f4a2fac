using System.Buffers.Binary;

namespace Lockers.Grains.Registry;

/// <summary>
/// What the registry keeps of a locker: 25 bytes, and eight more for one that expires, little-endian. Times are UTC ticks;
/// <paramref name="Expires"/> is 0 for never.
/// </summary>
internal readonly record struct LockerRecord(long Generation, long FirstOpened, long LastOpened, bool Used, long Expires = 0)
{
    private const int Length = 25;

    public byte[] Encode()
    {
        var bytes = new byte[Expires == 0 ? Length : Length + sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Generation);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), FirstOpened);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), LastOpened);
        bytes[24] = Used ? (byte)1 : (byte)0;
        if (Expires != 0) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(Length), Expires);
        return bytes;
    }

    public static LockerRecord Decode(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        bytes[24] != 0,
        bytes.Length > Length ? BinaryPrimitives.ReadInt64LittleEndian(bytes[Length..]) : 0);
}
