using System.Buffers.Binary;
using System.Globalization;

namespace Lockers.Grains.Journal.Storage;

/// <summary>The rows of one journal in a grain storage: its root, and what the root names.</summary>
/// <param name="rows">The rows.</param>
/// <param name="number">The journal's number.</param>
internal sealed class GrainStorageJournal(GrainStorageRows rows, long number)
{
    private const string RootName = "m";
    private const int DeletesAtOnce = 8;

    private readonly GrainId _grain = GrainId.Create("lockers", string.Create(CultureInfo.InvariantCulture, $"J:{number}"));
    // As this process wrote or read it last. Another one may have changed it: then the next swap fails, and it is read again.
    private KnownRoot? _known;

    // Below it, this process has deleted all rows of records; the next change of the root notes it.
    private long _cleaned = long.MinValue;

    /// <summary>The root as it was not long ago; null where it is not known.</summary>
    public GrainStorageRoot? Known => Volatile.Read(ref _known)?.Root;

    /// <summary>Reads the root; null where there is no such journal.</summary>
    public async Task<GrainStorageRoot?> ReadRoot(CancellationToken cancellationToken)
    {
        var read = await Read(cancellationToken);
        Volatile.Write(ref _known, read);
        return read?.Root;
    }

    /// <summary>Writes the first root of a journal whose number nobody has yet.</summary>
    /// <returns>Whether it was; the number is taken otherwise.</returns>
    public async Task<bool> Begin(GrainStorageRoot root, CancellationToken cancellationToken) =>
        await rows.Write(_grain, RootName, root.Encode(), null, cancellationToken) is not null;

    /// <summary>Changes the root, whatever else changes it meanwhile.</summary>
    /// <param name="decide">
    /// Makes another root of one, as often as it takes; the same where nothing is to be changed, null where the change is refused. It is
    /// refused for good where there is no root.
    /// </param>
    /// <param name="cancellationToken">Gives up; whether the change is made is not known then.</param>
    /// <returns>The root as it is now; null where it was refused.</returns>
    public async Task<GrainStorageRoot?> Change(Func<GrainStorageRoot, GrainStorageRoot?> decide, CancellationToken cancellationToken)
    {
        while (true)
        {
            var known = Interlocked.Exchange(ref _known, null);
            if ((known ?? await Read(cancellationToken)) is not { } now) return null;
            var next = decide(now.Root);
            if (next is null || ReferenceEquals(next, now.Root))
            {
                // What is known may be of the past.
                if (known is not null) continue;
                Volatile.Write(ref _known, now);
                return next;
            }

            next = next with { Cleaned = Math.Max(next.Cleaned, Volatile.Read(ref _cleaned)) };
            if (await rows.Write(_grain, RootName, next.Encode(), now.Etag, cancellationToken) is not { } etag) continue;
            Volatile.Write(ref _known, new(next, etag));
            return next;
        }
    }

    /// <summary>Writes the row of a record that the root does not name yet, over what owners before have left there.</summary>
    /// <returns>Whether it is there; if not, a later owner's is.</returns>
    public async Task<bool> WriteRecord(long record, long epoch, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var (name, row) = (RecordName(record), Row(epoch, bytes));
        string? etag = null;
        while (await rows.Write(_grain, name, row, etag, cancellationToken) is null)
        {
            var there = await rows.Read(_grain, name, cancellationToken);
            if (there is not null && Epoch(there.Value) >= epoch) return Epoch(there.Value) == epoch;
            etag = there?.Etag;
        }

        return true;
    }

    /// <summary>Writes the row of a chunk; one that is there is of an earlier attempt.</summary>
    public Task WriteChunk(SegmentId segment, int chunk, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        rows.Write(_grain, ChunkName(segment.Epoch, segment.Ordinal, chunk), Row(segment.Epoch, bytes), null, cancellationToken);

    /// <summary>A record; null where there is none.</summary>
    public Task<ReadOnlyMemory<byte>?> ReadRecord(long record, CancellationToken cancellationToken) => ReadRow(RecordName(record), cancellationToken);

    /// <summary>A chunk; null where there is none.</summary>
    public Task<ReadOnlyMemory<byte>?> ReadChunk(SegmentId segment, int chunk, CancellationToken cancellationToken) =>
        ReadRow(ChunkName(segment.Epoch, segment.Ordinal, chunk), cancellationToken);

    /// <summary>Deletes the rows of records that the root does not name any more.</summary>
    /// <param name="root">The root.</param>
    /// <param name="from">The first record.</param>
    /// <param name="below">The number to stop at.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CleanRecords(GrainStorageRoot root, long from, long below, CancellationToken cancellationToken)
    {
        if (root.Last is not { } last) return;
        var isFirst = from <= root.First;
        (from, below) = (isFirst ? root.Cleaned : from, Math.Min(below, last + 1));
        await Delete(Numbers(from, below).Where(record => !root.HasRecord(record)).Select(RecordName), cancellationToken);
        if (isFirst) Volatile.Write(ref _cleaned, below);
    }

    /// <summary>Deletes the rows of segments that are deleted, and forgets them.</summary>
    public async Task CleanSegments(GrainStorageRoot root, CancellationToken cancellationToken)
    {
        if (root.Dying.IsEmpty) return;
        await Delete(root.Dying.SelectMany(ChunkNames), cancellationToken);
        await Change(now => now with { Dying = now.Dying.RemoveRange(root.Dying) }, cancellationToken);
    }

    /// <summary>Deletes all rows of an erased journal, its root at the end.</summary>
    public async Task CleanAll(GrainStorageRoot root, CancellationToken cancellationToken)
    {
        // Behind the last record, and behind the last chunk, one more may have been begun.
        if (root.Last is { } last) await Delete(Numbers(root.Cleaned, last + 2).Select(RecordName), cancellationToken);
        else await Delete([RecordName(1)], cancellationToken);
        await Delete(root.Segments.Concat(root.Dying).SelectMany(ChunkNames), cancellationToken);
        await DeleteRoot(cancellationToken);
    }

    /// <summary>Deletes the root of a journal that has nothing else.</summary>
    public Task DeleteRoot(CancellationToken cancellationToken) => rows.Delete(_grain, RootName, cancellationToken);

    private static string RecordName(long record) => string.Create(CultureInfo.InvariantCulture, $"r.{record}");

    private static string ChunkName(long epoch, long ordinal, int chunk) =>
        string.Create(CultureInfo.InvariantCulture, $"c.{epoch}.{ordinal}.{chunk}");

    private static IEnumerable<string> ChunkNames(GrainStorageSegment segment) =>
        Enumerable.Range(0, segment.Chunks + 1).Select(chunk => ChunkName(segment.Epoch, segment.Ordinal, chunk));

    private static IEnumerable<long> Numbers(long from, long below)
    {
        for (var record = from; record < below; record++) yield return record;
    }

    // The epoch of its writer stands in front: and no row is empty, which not every storage can tell from none.
    private static byte[] Row(long epoch, ReadOnlyMemory<byte> bytes)
    {
        var row = new byte[sizeof(long) + bytes.Length];
        BinaryPrimitives.WriteInt64LittleEndian(row, epoch);
        bytes.CopyTo(row.AsMemory(sizeof(long)));
        return row;
    }

    private static long Epoch(GrainStorageRow row) => BinaryPrimitives.ReadInt64LittleEndian(row.Bytes.Span);

    private async Task<KnownRoot?> Read(CancellationToken cancellationToken) =>
        await rows.Read(_grain, RootName, cancellationToken) is { } row ? new(GrainStorageRoot.Decode(row.Bytes), row.Etag) : null;

    private async Task<ReadOnlyMemory<byte>?> ReadRow(string name, CancellationToken cancellationToken) =>
        await rows.Read(_grain, name, cancellationToken) is { } row ? row.Bytes[sizeof(long)..] : null;

    private async Task Delete(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = DeletesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(names, options, async (name, stop) => await rows.Delete(_grain, name, stop));
    }

    private sealed record KnownRoot(GrainStorageRoot Root, string Etag);
}
