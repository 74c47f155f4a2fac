using System.Buffers.Binary;
using System.Text;

namespace Lockers.Grains.Registry;

/// <summary>
/// A peer that is to be dropped unless a pod of it is there, and with it its trees in what was the current locker. Without a locker it is only
/// listed no longer, where nothing is kept of it.
/// </summary>
/// <param name="Peer">The peer.</param>
/// <param name="Label">The locker; empty for none.</param>
/// <param name="Generation">The generation of the locker that is meant.</param>
/// <param name="Number">The decision's number: a peer that a later one has replaced is left alone.</param>
internal readonly record struct PeerDrop(string Peer, string Label, long Generation, long Number)
{
    private const int Numbers = 2 * sizeof(long);

    /// <summary>All but the peer: the generation and the number, little-endian, and the label.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[Numbers + Encoding.UTF8.GetByteCount(Label)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Generation);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(long)), Number);
        Encoding.UTF8.GetBytes(Label, bytes.AsSpan(Numbers));
        return bytes;
    }

    public static PeerDrop Decode(string peer, ReadOnlySpan<byte> bytes) => new(
        peer,
        Encoding.UTF8.GetString(bytes[Numbers..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(long)..]));
}
