using Lockers.Grains.Journal.Storage;

namespace Lockers.Silo.Postgres.Journals;

/// <summary>Journals in PostgreSQL, in tables of their own: <c>deploy/postgres/0004-journals.sql</c>.</summary>
internal sealed class PostgresJournals : IJournalStorage
{
    // What is larger has a queue of its own: small records do not stand behind large ones.
    private const int MaxSmallBytes = 256 * 1024;

    private readonly JournalManifests _manifests;
    private readonly JournalReads _reads;
    private readonly JournalDeletes _deletes;
    private readonly AppendQueue _small;
    private readonly AppendQueue _large;
    private readonly AppendQueue _chunks;

    /// <param name="connectionString">The database.</param>
    /// <param name="service">Whose journals: the cluster's <c>ServiceId</c>.</param>
    public PostgresJournals(string connectionString, string service)
    {
        var database = new JournalDatabase(connectionString);
        var statements = new AppendStatements(database);
        _manifests = new(database, service);
        _reads = new(database);
        _deletes = new(database, service);
        _small = new(AppendStatements.MaxRecords, statements.AppendRecords);
        _large = new(AppendStatements.MaxRecords, statements.AppendRecords);
        _chunks = new(1, statements.WriteChunk);
    }

    /// <inheritdoc/>
    public Task<StoredManifest?> ReadManifest(string journal, CancellationToken cancellationToken) => _manifests.Read(journal, cancellationToken);

    /// <inheritdoc/>
    public Task<OwnerEpoch?> Create(string journal, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        _manifests.Create(journal, manifest, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TakeOver(string journal, StoredManifest seen, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        _manifests.TakeOver(seen, manifest, cancellationToken);

    /// <inheritdoc/>
    public async Task<StorageResult> Swap(OwnerEpoch owner, long version, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        await _manifests.Swap(owner, version, manifest, cancellationToken).ConfigureAwait(false) ? StorageResult.Done : StorageResult.Fenced;

    /// <inheritdoc/>
    public Task<StorageResult> Append(OwnerEpoch owner, long number, ReadOnlyMemory<byte> record, CancellationToken cancellationToken) =>
        (record.Length <= MaxSmallBytes ? _small : _large).Write(new(owner, 0, number, record, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadRecords(OwnerEpoch owner, long from, CancellationToken cancellationToken) =>
        _reads.Records(owner.Journal, from, cancellationToken);

    /// <inheritdoc/>
    public Task<StorageResult> WriteChunk(
        OwnerEpoch owner, SegmentId segment, int number, ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(segment.Epoch, owner.Epoch, nameof(segment));
        return _chunks.Write(new(owner, segment.Ordinal, number, chunk, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunks(OwnerEpoch owner, SegmentId segment, CancellationToken cancellationToken) =>
        _reads.Chunks(owner.Journal, segment, cancellationToken);

    /// <inheritdoc/>
    public Task<StorageResult> DeleteRecords(OwnerEpoch owner, long from, long below, CancellationToken cancellationToken) =>
        _deletes.Records(owner, from, below, cancellationToken);

    /// <inheritdoc/>
    public Task<StorageResult> DeleteSegments(OwnerEpoch owner, SegmentId from, SegmentId below, CancellationToken cancellationToken) =>
        _deletes.Segments(owner, from, below, cancellationToken);

    /// <inheritdoc/>
    public Task<StorageResult> Erase(OwnerEpoch owner, CancellationToken cancellationToken) => _deletes.Erase(owner, cancellationToken);
}
