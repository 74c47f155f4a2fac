using System.Buffers.Binary;
using System.Text;

namespace Lockers.Grains.Registry;

/// <summary>Which locker of a context is current: a number, 8 bytes little-endian, and the label.</summary>
/// <param name="Number">Larger for a later decision; one that is not above the floor of contexts' lockers is over.</param>
/// <param name="Label">The label; null where nothing was decided.</param>
internal readonly record struct ContextPointer(long Number, string? Label)
{
    public byte[] Encode()
    {
        var bytes = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(Label!)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Number);
        Encoding.UTF8.GetBytes(Label!, bytes.AsSpan(sizeof(long)));
        return bytes;
    }

    public static ContextPointer Decode(byte[]? bytes) => bytes is not { Length: > sizeof(long) } ? default
        : new(BinaryPrimitives.ReadInt64LittleEndian(bytes), Encoding.UTF8.GetString(bytes.AsSpan(sizeof(long))));
}
