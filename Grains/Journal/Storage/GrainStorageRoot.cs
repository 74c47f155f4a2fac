using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockers.Grains.Journal.Storage;

/// <summary>
/// What a journal consists of, in one row of a grain storage. Each change of a journal swaps that row, by its ETag: so it is fenced, and rows
/// that the root does not name are not there for readers.
/// </summary>
internal sealed record GrainStorageRoot
{
    /// <summary>The journal's name.</summary>
    public required string Name { get; init; }

    /// <summary>The owner's epoch.</summary>
    public required long Epoch { get; init; }

    /// <summary>The manifest's version.</summary>
    public required long Version { get; init; }

    /// <summary>The first log record that is kept.</summary>
    public long First { get; init; }

    /// <summary>The last log record; null before the first append.</summary>
    public long? Last { get; init; }

    /// <summary>No row of a record below this number is left. Between it and <see cref="First"/> some may be.</summary>
    public long Cleaned { get; init; }

    /// <summary>Records behind <see cref="First"/> that are missing.</summary>
    public ImmutableArray<GrainStorageRange> Gone { get; init; } = [];

    /// <summary>The segments, with the chunks that are written.</summary>
    public ImmutableArray<GrainStorageSegment> Segments { get; init; } = [];

    /// <summary>Segments that are deleted, of which chunks may be left.</summary>
    public ImmutableArray<GrainStorageSegment> Dying { get; init; } = [];

    /// <summary>Whether the journal is erased, and only its rows are left.</summary>
    public bool IsErased { get; init; }

    /// <summary>The manifest.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Manifest { get; init; }

    /// <summary>Whether a log record is there.</summary>
    public bool HasRecord(long number) =>
        number >= First && number <= Last && !Gone.Any(range => number >= range.From && number < range.Below);

    /// <summary>With a log record at the end.</summary>
    public GrainStorageRoot WithRecord(long number)
    {
        if (Last is not { } last) return this with { First = number, Cleaned = number, Last = number };

        // Between the two, rows of owners that were fenced may be.
        return this with { Last = number, Gone = number > last + 1 ? Gone.Add(new(last + 1, number)) : Gone };
    }

    /// <summary>Without some log records; the same root where none of them is there.</summary>
    public GrainStorageRoot WithoutRecords(long from, long below)
    {
        if (Last is not { } last) return this;
        (from, below) = (Math.Max(from, First), Math.Min(below, last + 1));
        if (from >= below) return this;
        return from > First
            ? HasAny(from, below) ? this with { Gone = Gone.Add(new(from, below)) } : this
            : this with { First = below, Gone = Gone.RemoveAll(range => range.Below <= below) };
    }

    /// <summary>The chunks of a segment that are there; null where the segment was not begun.</summary>
    public int? Chunks(SegmentId id) => Segments.FirstOrDefault(segment => segment.Id == id)?.Chunks;

    /// <summary>With so many chunks of a segment.</summary>
    public GrainStorageRoot WithChunks(SegmentId id, int chunks) =>
        this with { Segments = Segments.RemoveAll(segment => segment.Id == id).Add(new(id.Epoch, id.Ordinal, chunks)) };

    /// <summary>Without some segments; the same root where none of them is there.</summary>
    public GrainStorageRoot WithoutSegments(SegmentId from, SegmentId below)
    {
        var dying = Segments.RemoveAll(segment => segment.IsBelow(from) || !segment.IsBelow(below));
        return dying.IsEmpty ? this : this with { Segments = Segments.RemoveRange(dying), Dying = Dying.AddRange(dying) };
    }

    /// <summary>The row's bytes.</summary>
    public byte[] Encode()
    {
        var head = JsonSerializer.SerializeToUtf8Bytes(this);
        var bytes = new byte[sizeof(int) + head.Length + Manifest.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, head.Length);
        head.CopyTo(bytes.AsSpan(sizeof(int)));
        Manifest.CopyTo(bytes.AsMemory(sizeof(int) + head.Length));
        return bytes;
    }

    /// <summary>Reads a row's bytes.</summary>
    /// <exception cref="InvalidDataException">They are no root's.</exception>
    public static GrainStorageRoot Decode(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var end = sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(bytes.Span);
            return JsonSerializer.Deserialize<GrainStorageRoot>(bytes.Span[sizeof(int)..end])! with { Manifest = bytes[end..] };
        }
        catch (Exception error) when (error is JsonException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException("The root of a journal in the grain storage cannot be read.", error);
        }
    }

    private bool HasAny(long from, long below)
    {
        while (from < below && !HasRecord(from)) from++;
        return from < below;
    }
}

/// <summary>Log records from one number up to, and without, another.</summary>
internal sealed record GrainStorageRange(long From, long Below);

/// <summary>A segment.</summary>
/// <param name="Epoch">Its owner's epoch.</param>
/// <param name="Ordinal">The how many-th of that owner.</param>
/// <param name="Chunks">How many chunks it has; a row of one more may be there.</param>
internal sealed record GrainStorageSegment(long Epoch, long Ordinal, int Chunks)
{
    /// <summary>Its name.</summary>
    [JsonIgnore]
    public SegmentId Id => new(Epoch, Ordinal);

    /// <summary>Whether its name comes before another one's.</summary>
    public bool IsBelow(SegmentId other) => Epoch < other.Epoch || (Epoch == other.Epoch && Ordinal < other.Ordinal);
}
