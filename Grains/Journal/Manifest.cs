using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockers.Grains.Journal;

/// <summary>A run of chunks that one owner wrote; their entries are applied in order.</summary>
/// <param name="Generation">The manifest that it came with.</param>
/// <param name="Owner">The activation that wrote it.</param>
/// <param name="Chunks">How many chunks.</param>
/// <param name="Bytes">What they hold together.</param>
internal sealed record Segment(long Generation, Guid Owner, int Chunks, long Bytes);

/// <summary>
/// What a journal consists of: segments, the first a snapshot and the others changes since, and behind them the tail of
/// slots. It is swapped whole; what the one before it consisted of and this one does not is garbage, which it lists, so that
/// whoever finds the manifest can finish the deleting. There is one as long as there is a journal.
/// </summary>
/// <param name="Version">As <see cref="RecordHeader.Version"/>.</param>
/// <param name="Incarnation">As <see cref="RecordHeader.Incarnation"/>.</param>
/// <param name="Epoch">Grows by one with each owner: one that finds a later epoch than its own has been replaced.</param>
/// <param name="Generation">Grows by one with each swap.</param>
/// <param name="Owner">The activation that swapped it.</param>
/// <param name="Node">The node that was on.</param>
/// <param name="Segments">What comes before the tail.</param>
/// <param name="FirstSlot">Where the tail begins.</param>
/// <param name="Fence">A slot that is kept, though the tail may begin behind it: the owner's claim, which the owner before it
/// meets when it goes on writing. -1 for none.</param>
/// <param name="OldSegments">Segments to delete.</param>
/// <param name="OldFirstSlot">Slots from here up to <paramref name="FirstSlot"/>, except the fence, are to be deleted.</param>
/// <param name="OldFence">A fence to delete, unless it is still the fence. -1 for none.</param>
internal sealed record Manifest(
    byte Version,
    Guid Incarnation,
    long Epoch,
    long Generation,
    Guid Owner,
    string Node,
    ImmutableArray<Segment> Segments,
    long FirstSlot,
    long Fence,
    ImmutableArray<Segment> OldSegments,
    long OldFirstSlot,
    long OldFence)
{
    /// <summary>What <see cref="Fence"/> and <see cref="OldFence"/> are when there is none.</summary>
    public const long NoFence = -1;

    /// <summary>
    /// The first one of a new journal. Slots are numbered from a place of its own: a delete or write that was on its way when
    /// an earlier journal was erased meets none of them.
    /// </summary>
    public static Manifest New(JournalOwner owner)
    {
        var incarnation = Guid.NewGuid();
        var first = BinaryPrimitives.ReadInt64LittleEndian(incarnation.ToByteArray()) & (long.MaxValue >> 1);
        return new(RecordHeader.Version, incarnation, 1, 0, owner.Id, owner.Node, [], first, NoFence, [], first, NoFence);
    }

    /// <summary>Bytes of the snapshot.</summary>
    [JsonIgnore]
    public long SnapshotBytes => Segments.IsEmpty ? 0 : Segments[0].Bytes;

    /// <summary>Bytes of the changes since the snapshot that are in segments.</summary>
    [JsonIgnore]
    public long FoldedBytes => Segments.Skip(1).Sum(segment => segment.Bytes);

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.Manifest);

    /// <exception cref="InvalidDataException">It is none, or of another version.</exception>
    public static Manifest Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(bytes, ManifestJson.Default.Manifest)
                ?? throw new InvalidDataException("A journal's manifest is broken.");
            return manifest.Version == RecordHeader.Version
                ? manifest
                : throw new InvalidDataException($"A journal's manifest has version {manifest.Version}; this node knows {RecordHeader.Version}.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException("A journal's manifest is broken.", error);
        }
    }
}

/// <summary>How manifests are kept as JSON.</summary>
[JsonSourceGenerationOptions(RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
