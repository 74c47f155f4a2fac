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
/// whoever finds the manifest can finish the deleting.
/// </summary>
/// <param name="Version">As <see cref="RecordHeader.Version"/>.</param>
/// <param name="Incarnation">As <see cref="RecordHeader.Incarnation"/>.</param>
/// <param name="Generation">Grows by one with each swap; 0 for the manifest that was never written.</param>
/// <param name="Owner">The activation that wrote it.</param>
/// <param name="Node">The node that was on.</param>
/// <param name="Segments">What comes before the tail.</param>
/// <param name="FirstSlot">Where the tail begins.</param>
/// <param name="OldSegments">Segments to delete.</param>
/// <param name="OldFirstSlot">Slots from here up to <paramref name="FirstSlot"/> are to be deleted.</param>
internal sealed record Manifest(
    byte Version,
    Guid Incarnation,
    long Generation,
    Guid Owner,
    string Node,
    ImmutableArray<Segment> Segments,
    long FirstSlot,
    ImmutableArray<Segment> OldSegments,
    long OldFirstSlot)
{
    /// <summary>The one of a journal that has no manifest yet.</summary>
    public static Manifest None(Guid incarnation) => new(RecordHeader.Version, incarnation, 0, Guid.Empty, "", [], 0, [], 0);

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
