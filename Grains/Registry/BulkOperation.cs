using System.Buffers.Binary;
using System.Collections.Immutable;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Registry;

/// <summary>
/// A decision about everything at once: drop all lockers, drop all peers, or load a dump. The decision is one small record however much
/// it is about; what follows from it is carried out piece by piece. There is one at a time.
/// </summary>
/// <param name="Number">Every generation up to this one is over, where lockers are concerned; larger for a later decision.</param>
/// <param name="Load">The load whose staged parts take the place of what was; 0 for none.</param>
/// <param name="Sections">What is replaced.</param>
internal readonly record struct BulkOperation(long Number, long Load, LoadSections Sections)
{
    private const int Length = (2 * sizeof(long)) + 1;

    /// <summary>The generation that loaded lockers begin.</summary>
    public long Generation => Number + 1;

    /// <summary>Whether lockers are replaced.</summary>
    public bool HasLockers => Sections.HasFlag(LoadSections.Lockers);

    /// <summary>Whether anything of peers is replaced.</summary>
    public bool HasPeers => (Sections & LoadSections.OfPeers) != 0;

    /// <summary>All of it, little-endian.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(long)), Load);
        bytes[^1] = (byte)Sections;
        return bytes;
    }

    /// <summary>Several, one after the other.</summary>
    public static ImmutableArray<BulkOperation> DecodeAll(ReadOnlySpan<byte> bytes)
    {
        var all = ImmutableArray.CreateBuilder<BulkOperation>(bytes.Length / Length);
        for (; !bytes.IsEmpty; bytes = bytes[Length..]) all.Add(Decode(bytes[..Length]));
        return all.MoveToImmutable();
    }

    /// <summary>The part of it that is about some sections of peers.</summary>
    public BulkOperation Of(LoadSections sections) => this with { Sections = Sections & sections & LoadSections.OfPeers };

    public static BulkOperation Decode(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(long)..]),
        (LoadSections)bytes[^1]);
}
