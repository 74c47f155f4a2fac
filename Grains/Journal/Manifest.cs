using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockers.Grains.Journal.Storage;

namespace Lockers.Grains.Journal;

/// <summary>A run of chunks that one owner wrote; their entries are applied in order.</summary>
/// <param name="Epoch">As <see cref="SegmentId.Epoch"/>.</param>
/// <param name="Ordinal">As <see cref="SegmentId.Ordinal"/>.</param>
/// <param name="Chunks">How many chunks.</param>
/// <param name="Bytes">What they hold together.</param>
/// <param name="Crc">The CRC of the last of them, which covers them all.</param>
internal sealed record Segment(long Epoch, long Ordinal, int Chunks, long Bytes, uint Crc)
{
    /// <summary>Its name in the storage.</summary>
    [JsonIgnore]
    public SegmentId Id => new(Epoch, Ordinal);
}

/// <summary>
/// What a journal consists of: segments in the order of their names, the first a checkpoint and the others changes since, and behind them the log.
/// It is swapped whole. Everything in the storage that it does not name is garbage.
/// </summary>
/// <param name="Version">As <see cref="LogRecord.Version"/>, of the newest that the journal may hold.</param>
/// <param name="Writer">The activation that wrote it.</param>
/// <param name="Nodes">The nodes that may still answer for the journal: their owners did not leave in good order, and their right to answer was not waited out.</param>
/// <param name="Segments">What comes before the log.</param>
/// <param name="FirstRecord">The number of the log's first record.</param>
/// <param name="Crc">The CRC of the record before that one.</param>
/// <param name="OldestRecord">No record before this one is in the storage; those from here up to the first are garbage.</param>
/// <param name="Revision">The highest revision of what the segments hold.</param>
/// <param name="Collected">Whether there is no garbage, nor comes to be: its writer has collected everything and taken its leave.</param>
internal sealed record Manifest(
    byte Version,
    Guid Writer,
    ImmutableArray<string> Nodes,
    ImmutableArray<Segment> Segments,
    long FirstRecord,
    uint Crc,
    long OldestRecord,
    long Revision,
    bool Collected)
{
    /// <summary>Bytes of the checkpoint.</summary>
    [JsonIgnore]
    public long CheckpointBytes => Segments.IsEmpty ? 0 : Segments[0].Bytes;

    /// <summary>Bytes of the changes since the checkpoint that are in segments.</summary>
    [JsonIgnore]
    public long FoldedBytes => Segments.Skip(1).Sum(segment => segment.Bytes);

    /// <summary>The first one of a new journal.</summary>
    public static Manifest New(JournalOwner owner) => new(LogRecord.Version, owner.Id, With([], owner.Node), [], 1, 0, 1, 0, Collected: false);

    /// <summary>Nodes with one more; a node that is alone has no name, and is none.</summary>
    public static ImmutableArray<string> With(ImmutableArray<string> nodes, string node) =>
        node.Length == 0 || nodes.Contains(node) ? nodes : nodes.Add(node);

    /// <summary>Its bytes: four of CRC-32C, little-endian, and JSON.</summary>
    public byte[] Encode()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.Manifest);
        var bytes = new byte[sizeof(uint) + json.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Crc32C.Of(0, json));
        json.CopyTo(bytes, sizeof(uint));
        return bytes;
    }

    /// <summary>Reads one.</summary>
    /// <param name="journal">The journal's name, to say where it is broken.</param>
    /// <param name="bytes">What <see cref="Encode"/> gave.</param>
    /// <exception cref="InvalidDataException">It is none, or of another version.</exception>
    public static Manifest Decode(string journal, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Crc32C.Of(0, bytes[sizeof(uint)..]))
            throw new InvalidDataException($"The manifest of journal '{journal}' is broken: its checksum is not that of its bytes.");
        try
        {
            var manifest = JsonSerializer.Deserialize(bytes[sizeof(uint)..], ManifestJson.Default.Manifest)
                ?? throw new InvalidDataException($"The manifest of journal '{journal}' is broken.");
            return LogRecord.Knows(manifest.Version)
                ? manifest
                : throw new InvalidDataException(
                    $"The manifest of journal '{journal}' has version {manifest.Version}; this node knows {LogRecord.OldestVersion} to {LogRecord.Version}.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"The manifest of journal '{journal}' is broken.", error);
        }
    }
}

/// <summary>How manifests are kept as JSON.</summary>
[JsonSourceGenerationOptions(RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
