using Lockers.Grains.Journal.Storage;
using Microsoft.Data.Sqlite;

namespace Lockers.Silo.Sqlite;

/// <summary>
/// The changes of <see cref="IJournalStorage"/> as statements on the writer's connection. The writer's thread calls them, inside its transaction, so
/// each one's look at the owner's epoch and what follows are one step.
/// </summary>
/// <param name="connection">The writer's.</param>
/// <param name="service">Whose journals they are.</param>
internal sealed class JournalChanges(SqliteConnection connection, string service) : IDisposable
{
    // What one step deletes: some MiB at most of records, and of usual chunks.
    private const int ChunksAtOnce = 4;
    private const int RecordsAtOnce = 256;

    private readonly Statement _isOwner = new(
        connection, "SELECT 1 FROM journals WHERE id = $journal AND epoch = $epoch AND name IS NOT NULL", "$journal", "$epoch");

    private readonly Statement _create = new(
        connection,
        "INSERT INTO journals (service, name, epoch, version, manifest) VALUES ($service, $name, 1, 1, $manifest) ON CONFLICT DO NOTHING RETURNING id",
        "$service", "$name", "$manifest");

    private readonly Statement _beginEnd = new(connection, "INSERT INTO ends (journal, last) VALUES ($journal, 0)", "$journal");

    private readonly Statement _moveEnd = new(
        connection, "UPDATE ends SET last = $number WHERE journal = $journal AND last < $number", "$journal", "$number");

    private readonly Statement _sweepEnd = new(connection, "DELETE FROM ends WHERE journal = $journal", "$journal");

    private readonly Statement _created = new(
        connection,
        "SELECT id FROM journals WHERE service = $service AND name = $name AND epoch = 1 AND version = 1 AND manifest = $manifest",
        "$service", "$name", "$manifest");

    private readonly Statement _takeOver = new(
        connection,
        "UPDATE journals SET epoch = epoch + 1, version = version + 1, manifest = $manifest "
        + "WHERE id = $journal AND service = $service AND name = $name AND epoch = $epoch AND version = $version",
        "$journal", "$service", "$name", "$epoch", "$version", "$manifest");

    private readonly Statement _swap = new(
        connection,
        "UPDATE journals SET version = version + 1, manifest = $manifest "
        + "WHERE id = $journal AND epoch = $epoch AND version = $version AND name IS NOT NULL",
        "$journal", "$epoch", "$version", "$manifest");

    private readonly Statement _hasManifest = new(
        connection,
        "SELECT 1 FROM journals WHERE id = $journal AND epoch = $epoch AND version = $version AND manifest = $manifest AND name IS NOT NULL",
        "$journal", "$epoch", "$version", "$manifest");

    private readonly Statement _append = new(
        connection,
        "INSERT INTO records (journal, number, bytes) VALUES ($journal, $number, $bytes) ON CONFLICT DO NOTHING",
        "$journal", "$number", "$bytes");

    private readonly Statement _writeChunk = new(
        connection,
        "INSERT INTO chunks (journal, epoch, ordinal, number, bytes) VALUES ($journal, $epoch, $ordinal, $number, $bytes) ON CONFLICT DO NOTHING",
        "$journal", "$epoch", "$ordinal", "$number", "$bytes");

    private readonly Statement _deleteRecords = new(
        connection,
        "DELETE FROM records WHERE journal = $journal AND number >= $from AND number < $below",
        "$journal", "$from", "$below");

    private readonly Statement _deleteChunks = new(
        connection,
        "DELETE FROM chunks WHERE rowid IN (SELECT rowid FROM chunks WHERE journal = $journal "
        + $"AND (epoch, ordinal) >= ($fromEpoch, $from) AND (epoch, ordinal) < ($belowEpoch, $below) LIMIT {ChunksAtOnce})",
        "$journal", "$fromEpoch", "$from", "$belowEpoch", "$below");

    private readonly Statement _erase = new(
        connection, "UPDATE journals SET name = NULL, manifest = x'' WHERE id = $journal AND epoch = $epoch AND name IS NOT NULL", "$journal", "$epoch");

    private readonly Statement _isThere = new(connection, "SELECT 1 FROM journals WHERE id = $journal AND name IS NOT NULL", "$journal");

    private readonly Statement _anyErased = new(connection, "SELECT id FROM journals WHERE name IS NULL LIMIT 1");

    private readonly Statement _sweepRecords = new(
        connection,
        $"DELETE FROM records WHERE rowid IN (SELECT rowid FROM records WHERE journal = $journal LIMIT {RecordsAtOnce})",
        "$journal");

    private readonly Statement _sweepChunks = new(
        connection,
        $"DELETE FROM chunks WHERE rowid IN (SELECT rowid FROM chunks WHERE journal = $journal LIMIT {ChunksAtOnce})",
        "$journal");

    private readonly Statement _sweepJournal = new(connection, "DELETE FROM journals WHERE id = $journal", "$journal");

    /// <summary>Whether there can be erased journals that still have rows: an earlier process may have left some.</summary>
    public bool MaySweep { get; set; } = true;

    /// <inheritdoc cref="IJournalStorage.Create"/>
    public OwnerEpoch? Create(string name, ReadOnlyMemory<byte> manifest)
    {
        var bytes = Statement.Blob(manifest);
        if (_create.Ask(service, name, bytes) is not long journal)
            return _created.Ask(service, name, bytes) is long before ? new OwnerEpoch(before, 1) : null;
        _beginEnd.Run(journal);
        return new OwnerEpoch(journal, 1);
    }

    /// <inheritdoc cref="IJournalStorage.TakeOver"/>
    public bool TakeOver(string name, StoredManifest seen, ReadOnlyMemory<byte> manifest)
    {
        var (bytes, owner) = (Statement.Blob(manifest), seen.Owner);
        return _takeOver.Run(owner.Journal, service, name, owner.Epoch, seen.Version, bytes) == 1
            || _hasManifest.Ask(owner.Journal, owner.Epoch + 1, seen.Version + 1, bytes) is not null;
    }

    /// <inheritdoc cref="IJournalStorage.Swap"/>
    public StorageResult Swap(OwnerEpoch owner, long version, ReadOnlyMemory<byte> manifest)
    {
        var bytes = Statement.Blob(manifest);
        return Result(
            _swap.Run(owner.Journal, owner.Epoch, version, bytes) == 1
            || _hasManifest.Ask(owner.Journal, owner.Epoch, version + 1, bytes) is not null);
    }

    /// <inheritdoc cref="IJournalStorage.Append"/>
    public StorageResult Append(OwnerEpoch owner, long number, ReadOnlyMemory<byte> record)
    {
        if (!IsOwner(owner)) return StorageResult.Fenced;
        _append.Run(owner.Journal, number, Statement.Blob(record));
        _moveEnd.Run(owner.Journal, number);
        return StorageResult.Done;
    }

    /// <inheritdoc cref="IJournalStorage.WriteChunk"/>
    public StorageResult WriteChunk(OwnerEpoch owner, SegmentId segment, int number, ReadOnlyMemory<byte> chunk)
    {
        if (!IsOwner(owner)) return StorageResult.Fenced;
        _writeChunk.Run(owner.Journal, segment.Epoch, segment.Ordinal, (long)number, Statement.Blob(chunk));
        return StorageResult.Done;
    }

    /// <inheritdoc cref="IJournalStorage.DeleteRecords"/>
    public StorageResult DeleteRecords(OwnerEpoch owner, long from, long below)
    {
        if (!IsOwner(owner)) return StorageResult.Fenced;
        _deleteRecords.Run(owner.Journal, from, below);
        return StorageResult.Done;
    }

    /// <summary>Deletes some chunks of the segments from one up to, and without, another.</summary>
    /// <returns>What came of it; null: there can be more of them.</returns>
    public StorageResult? DeleteSomeChunks(OwnerEpoch owner, SegmentId from, SegmentId below)
    {
        if (!IsOwner(owner)) return StorageResult.Fenced;
        var deleted = _deleteChunks.Run(owner.Journal, from.Epoch, from.Ordinal, below.Epoch, below.Ordinal);
        return deleted < ChunksAtOnce ? StorageResult.Done : null;
    }

    /// <summary>Takes a journal's name away: nobody owns it any more, and <see cref="Sweep"/> deletes it.</summary>
    public StorageResult Erase(OwnerEpoch owner)
    {
        MaySweep = true;
        return Result(_erase.Run(owner.Journal, owner.Epoch) == 1 || _isThere.Ask(owner.Journal) is null);
    }

    /// <summary>Deletes some rows of an erased journal.</summary>
    public void Sweep()
    {
        if (_anyErased.Ask() is long journal)
        {
            if (_sweepRecords.Run(journal) >= RecordsAtOnce || _sweepChunks.Run(journal) >= ChunksAtOnce) return;
            _sweepEnd.Run(journal);
            _sweepJournal.Run(journal);
        }
        else
        {
            MaySweep = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in (Statement[])[
            _isOwner, _create, _beginEnd, _moveEnd, _created, _takeOver, _swap, _hasManifest, _append, _writeChunk, _deleteRecords, _deleteChunks, _erase,
            _isThere, _anyErased, _sweepRecords, _sweepChunks, _sweepEnd, _sweepJournal])
            statement.Dispose();
    }

    private static StorageResult Result(bool isDone) => isDone ? StorageResult.Done : StorageResult.Fenced;

    private bool IsOwner(OwnerEpoch owner) => _isOwner.Ask(owner.Journal, owner.Epoch) is not null;
}
