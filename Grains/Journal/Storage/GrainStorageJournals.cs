using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Orleans.Storage;

namespace Lockers.Grains.Journal.Storage;

/// <summary>
/// Journals in any Orleans grain storage that checks ETags. A journal is rows under its number, which is random: a root, which every change
/// swaps by its ETag, and a row for each record and chunk, which is there once the root names it. Another row, under the journal's name, has
/// the number.
/// </summary>
/// <remarks>
/// An append is two writes, the record's row and the root; the root is the commit. The row under the name stays when the journal is erased: its
/// ETags must not begin again, or a change that was on its way could meet those of a later journal. Rows of changes that were given up may be
/// left where nothing reads them.
/// </remarks>
/// <param name="storage">The storage, with <see cref="RawRecordSerializer"/>.</param>
internal sealed class GrainStorageJournals(IGrainStorage storage) : IJournalStorage
{
    // What is forgotten is read again.
    private const int MaxKnown = 1024;

    private const string NumberName = "n";

    private readonly GrainStorageRows _rows = new(storage);
    private readonly Dictionary<long, GrainStorageJournal> _known = [];

    /// <inheritdoc/>
    public Task<StoredManifest?> ReadManifest(string journal, CancellationToken cancellationToken) => Task.Run(
        async () => await FindNumber(journal, cancellationToken) is { } found
            && await Of(found.Number).ReadRoot(cancellationToken) is { IsErased: false } root
                ? new StoredManifest(new(found.Number, root.Epoch), root.Version, root.Manifest)
                : null,
        cancellationToken);

    /// <inheritdoc/>
    public Task<OwnerEpoch?> Create(string journal, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) => Task.Run<OwnerEpoch?>(
        async () =>
        {
            while (true)
            {
                var found = await FindNumber(journal, cancellationToken);
                if (found is { } there && await Of(there.Number).ReadRoot(cancellationToken) is { } root)
                {
                    if (!root.IsErased) return Is(root, 1, 1, manifest) ? new OwnerEpoch(there.Number, 1) : null;
                    await Of(there.Number).CleanAll(root, cancellationToken);
                }

                var number = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue;
                var first = new GrainStorageRoot { Name = journal, Epoch = 1, Version = 1, Manifest = manifest };
                if (!await Of(number).Begin(first, cancellationToken)) continue;
                var bytes = new byte[sizeof(long)];
                BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
                if (await _rows.Write(Name(journal), NumberName, bytes, found?.Etag, cancellationToken) is not null) return new OwnerEpoch(number, 1);
                await Of(number).DeleteRoot(cancellationToken);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TakeOver(string journal, StoredManifest seen, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            var (epoch, version) = (seen.Owner.Epoch, seen.Version);
            return await Of(seen.Owner.Journal).Change(
                root => root.Name != journal ? null : Swapped(root, epoch, version, epoch + 1, manifest), cancellationToken) is not null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<StorageResult> Swap(OwnerEpoch owner, long version, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) => Task.Run(
        async () => Result(await Of(owner.Journal).Change(
            root => Swapped(root, owner.Epoch, version, owner.Epoch, manifest), cancellationToken)),
        cancellationToken);

    /// <inheritdoc/>
    public Task<StorageResult> Append(OwnerEpoch owner, long number, ReadOnlyMemory<byte> record, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            var journal = Of(owner.Journal);
            var seen = journal.Known is { } known && IsOwned(known, owner) ? known : await journal.ReadRoot(cancellationToken);
            if (seen is null || !IsOwned(seen, owner)) return StorageResult.Fenced;
            var isThere = number <= seen.Last;
            if (!isThere && !await journal.WriteRecord(number, owner.Epoch, record, cancellationToken)) return StorageResult.Fenced;
            return Result(await journal.Change(
                root => !IsOwned(root, owner) ? null : number <= root.Last ? root : root.WithRecord(number), cancellationToken));
        },
        cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadRecords(OwnerEpoch owner, long from, CancellationToken cancellationToken) => ReadAll(
        owner.Journal, root => number => root.HasRecord(from + number), (journal, number, stop) => journal.ReadRecord(from + number, stop), cancellationToken);

    /// <inheritdoc/>
    public Task<StorageResult> WriteChunk(
        OwnerEpoch owner, SegmentId segment, int number, ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(segment.Epoch, owner.Epoch, nameof(segment));
        return Task.Run(
            async () =>
            {
                // Begun before its first chunk is written, a segment is deleted with the journal in any case.
                var journal = Of(owner.Journal);
                var begun = await journal.Change(
                    root => !IsOwned(root, owner) ? null : root.Chunks(segment) is null ? root.WithChunks(segment, 0) : root, cancellationToken);
                if (begun is null) return StorageResult.Fenced;
                if (number < begun.Chunks(segment)) return StorageResult.Done;
                await journal.WriteChunk(segment, number, chunk, cancellationToken);
                return Result(await journal.Change(
                    root => !IsOwned(root, owner) ? null : number < root.Chunks(segment) ? root : root.WithChunks(segment, number + 1),
                    cancellationToken));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunks(OwnerEpoch owner, SegmentId segment, CancellationToken cancellationToken) => ReadAll(
        owner.Journal, root => number => number < root.Chunks(segment), (journal, number, stop) => journal.ReadChunk(segment, (int)number, stop), cancellationToken);

    /// <inheritdoc/>
    public Task<StorageResult> DeleteRecords(OwnerEpoch owner, long from, long below, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            var root = await Of(owner.Journal).Change(root => IsOwned(root, owner) ? root.WithoutRecords(from, below) : null, cancellationToken);
            if (root is null) return StorageResult.Fenced;
            await Of(owner.Journal).CleanRecords(root, from, below, cancellationToken);
            return StorageResult.Done;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<StorageResult> DeleteSegments(OwnerEpoch owner, SegmentId from, SegmentId below, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            var root = await Of(owner.Journal).Change(root => IsOwned(root, owner) ? root.WithoutSegments(from, below) : null, cancellationToken);
            if (root is null) return StorageResult.Fenced;
            await Of(owner.Journal).CleanSegments(root, cancellationToken);
            return StorageResult.Done;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<StorageResult> Erase(OwnerEpoch owner, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            var journal = Of(owner.Journal);
            var erased = await journal.Change(
                root => root.IsErased ? root : IsOwned(root, owner) ? root with { IsErased = true, Manifest = default } : null, cancellationToken);
            if (erased is null) return await journal.ReadRoot(cancellationToken) is null ? StorageResult.Done : StorageResult.Fenced;
            await journal.CleanAll(erased, cancellationToken);
            lock (_known) _known.Remove(owner.Journal);
            return StorageResult.Done;
        },
        cancellationToken);

    // What a name's key holds must not look like a number, as a storage may take it for one.
    private static GrainId Name(string journal) => GrainId.Create("lockers", $"N:{journal}");

    private static bool IsOwned(GrainStorageRoot root, OwnerEpoch owner) => root.Epoch == owner.Epoch && !root.IsErased;

    private static bool Is(GrainStorageRoot root, long epoch, long version, ReadOnlyMemory<byte> manifest) =>
        root.Epoch == epoch && root.Version == version && !root.IsErased && root.Manifest.Span.SequenceEqual(manifest.Span);

    private static GrainStorageRoot? Swapped(GrainStorageRoot root, long epoch, long version, long epochThen, ReadOnlyMemory<byte> manifest)
    {
        if (Is(root, epochThen, version + 1, manifest)) return root;
        return root.Epoch == epoch && root.Version == version && !root.IsErased
            ? root with { Epoch = epochThen, Version = version + 1, Manifest = manifest }
            : null;
    }

    private static StorageResult Result(GrainStorageRoot? root) => root is null ? StorageResult.Fenced : StorageResult.Done;

    private async Task<(long Number, string Etag)?> FindNumber(string journal, CancellationToken cancellationToken) =>
        await _rows.Read(Name(journal), NumberName, cancellationToken) is { } row
            ? (BinaryPrimitives.ReadInt64LittleEndian(row.Bytes.Span), row.Etag)
            : null;

    private GrainStorageJournal Of(long number)
    {
        lock (_known)
        {
            if (_known.TryGetValue(number, out var known)) return known;
            if (_known.Count >= MaxKnown) _known.Remove(_known.First().Key);
            return _known[number] = new(_rows, number);
        }
    }

    /// <summary>Reads rows that a root names, as it is now, in order.</summary>
    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAll(
        long journal,
        Func<GrainStorageRoot, Func<long, bool>> isThere,
        Func<GrainStorageJournal, long, CancellationToken, Task<ReadOnlyMemory<byte>?>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = Of(journal);
        var root = await Task.Run(() => rows.ReadRoot(cancellationToken), cancellationToken).ConfigureAwait(false);
        if (root is null or { IsErased: true }) yield break;
        var has = isThere(root);
        var ahead = new GrainStorageReadAhead(number => has(number) ? read(rows, number, cancellationToken) : null);
        while (await Task.Run(ahead.Next, cancellationToken).ConfigureAwait(false) is { } bytes)
        {
            yield return bytes;
        }
    }
}
