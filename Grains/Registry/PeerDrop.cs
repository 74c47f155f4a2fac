using System.Buffers.Binary;
using System.Text;

namespace Lockers.Grains.Registry;

/// <summary>A peer that is to be dropped unless a pod of it is there, and with it its trees in what was the current locker.</summary>
/// <param name="Peer">The peer.</param>
/// <param name="Label">The locker.</param>
/// <param name="Life">The life of the locker that is meant.</param>
internal readonly record struct PeerDrop(string Peer, string Label, long Life)
{
    /// <summary>All but the peer: the life, little-endian, and the label.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(Label)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Life);
        Encoding.UTF8.GetBytes(Label, bytes.AsSpan(sizeof(long)));
        return bytes;
    }

    public static PeerDrop Decode(string peer, ReadOnlySpan<byte> bytes) =>
        new(peer, Encoding.UTF8.GetString(bytes[sizeof(long)..]), BinaryPrimitives.ReadInt64LittleEndian(bytes));
}
