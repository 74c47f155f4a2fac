using System.Text;

namespace Lockers.Grains.Journal;

/// <summary>What a slot is for.</summary>
internal enum SlotKind : byte
{
    /// <summary>Changes that were committed together.</summary>
    Batch = 0,

    /// <summary>Says that its owner has read everything before it: whoever else meant to write there is fenced off.</summary>
    Claim = 1,

    /// <summary>The owner's last word: it serves nothing any more.</summary>
    Release = 2,
}

/// <summary>What every slot begins with.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Incarnation">The journal's: one that was erased and begun anew has another, and is known by it.</param>
/// <param name="Owner">The activation that wrote it.</param>
/// <param name="Node">The node that the activation is on, at most 255 bytes; whoever comes after may have to outlive it.</param>
internal sealed record RecordHeader(SlotKind Kind, Guid Incarnation, Guid Owner, string Node)
{
    /// <summary>The form of slots, chunks and manifests. Records of another are refused.</summary>
    public const byte Version = 1;

    private const int Fixed = 1 + 1 + 16 + 16 + 1;

    /// <summary>The header's bytes.</summary>
    public byte[] Encode()
    {
        var node = Encoding.UTF8.GetBytes(Node);
        var bytes = new byte[Fixed + node.Length];
        bytes[0] = Version;
        bytes[1] = (byte)Kind;
        Incarnation.TryWriteBytes(bytes.AsSpan(2));
        Owner.TryWriteBytes(bytes.AsSpan(18));
        bytes[34] = checked((byte)node.Length);
        node.CopyTo(bytes, Fixed);
        return bytes;
    }

    /// <summary>Reads a header and gives what comes behind it.</summary>
    /// <exception cref="InvalidDataException">It is none, or of another version.</exception>
    public static RecordHeader Decode(ReadOnlySpan<byte> slot, out ReadOnlySpan<byte> entries)
    {
        if (slot.Length < Fixed || slot.Length < Fixed + slot[34]) throw new InvalidDataException("A slot of a journal is broken.");
        if (slot[0] != Version) throw new InvalidDataException($"A slot of a journal has version {slot[0]}; this node knows {Version}.");
        if (slot[1] > (byte)SlotKind.Release) throw new InvalidDataException("A slot of a journal is broken.");
        entries = slot[(Fixed + slot[34])..];
        return new((SlotKind)slot[1], new Guid(slot.Slice(2, 16)), new Guid(slot.Slice(18, 16)), Encoding.UTF8.GetString(slot.Slice(Fixed, slot[34])));
    }
}
