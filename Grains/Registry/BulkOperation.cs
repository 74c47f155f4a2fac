using System.Buffers.Binary;
using System.Collections.Immutable;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Registry;

/// <summary>
/// A decision about everything of some sections at once: drop all lockers, drop all peers, or load a dump. The decision is one small record however much
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

    /// <summary>Whether the lockers that belong to no context are replaced.</summary>
    public bool HasLockers => Sections.HasFlag(LoadSections.Lockers);

    /// <summary>Whether the lockers of all contexts are replaced.</summary>
    public bool HasContexts => Sections.HasFlag(LoadSections.Contexts);

    /// <summary>Whether anything of peers is replaced.</summary>
    public bool HasPeers => (Sections & LoadSections.OfPeers) != 0;

    /// <summary>Whether it replaces a locker, if there is one with that label.</summary>
    public bool Covers(string label) => LockerName.IsKeyOfContext(label) ? HasContexts : HasLockers;

    /// <summary>All of it, little-endian.</summary>
    public byte[] Encode()
    {
        // Sections above the first eight, which none of peers is, take one byte more.
        var bytes = new byte[Sections > (LoadSections)byte.MaxValue ? Length + 1 : Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(sizeof(long)), Load);
        bytes[Length - 1] = (byte)((ushort)Sections & byte.MaxValue);
        if (bytes.Length > Length) bytes[Length] = (byte)((ushort)Sections >> 8);
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

    /// <summary>All of it but what is about peers.</summary>
    public BulkOperation WithoutPeers => this with { Sections = Sections & ~LoadSections.OfPeers };

    public static BulkOperation Decode(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(long)..]),
        (LoadSections)(bytes[Length - 1] | (bytes.Length > Length ? bytes[Length] << 8 : 0)));
}
