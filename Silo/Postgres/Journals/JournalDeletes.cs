using Lockers.Grains.Journal.Storage;
using static Lockers.Silo.Postgres.Journals.JournalDatabase;

namespace Lockers.Silo.Postgres.Journals;

/// <summary>Deletes rows, some at a time: no statement takes long, however much there is to delete.</summary>
/// <param name="database">The database.</param>
/// <param name="service">Whose journals.</param>
internal sealed class JournalDeletes(JournalDatabase database, string service)
{
    private const int RecordsAtOnce = 1024;

    // Of 2 MiB: as many rows beneath them as a thousand records have.
    private const int ChunksAtOnce = 16;

    // How many journals an erasure goes on with whose own was broken off.
    private const int OthersAtOnce = 4;

    private const string Owned = "WITH owned AS (SELECT id FROM lockers_journals WHERE id = $1 AND epoch = $2 FOR SHARE), ";

    // -1: the journal is not the owner's.
    private const string Deleted = "SELECT CASE WHEN EXISTS (SELECT FROM owned) THEN (SELECT count(*) FROM deleted) ELSE -1 END";

    internal const string RecordsStatement = Owned
        + "deleted AS (DELETE FROM lockers_records USING owned WHERE journal = id AND number >= $3 AND number < $4 RETURNING number) "
        + Deleted;

    internal const string ChunksStatement = Owned
        + "deleted AS (DELETE FROM lockers_chunks USING owned WHERE journal = id AND (epoch, ordinal, number) IN ("
        + "SELECT epoch, ordinal, number FROM lockers_chunks WHERE journal = $1 AND (epoch, ordinal) >= ($3, $4) AND (epoch, ordinal) < ($5, $6) "
        + "ORDER BY epoch, ordinal, number LIMIT $7) RETURNING number) "
        + Deleted;

    // From here on it has no name and no owner; its rows go by and by.
    private const string EraseStatement = "UPDATE lockers_journals SET journal = NULL, epoch = 0, manifest = '' WHERE id = $1 AND epoch = $2";

    private const string IsThereStatement = "SELECT count(*) = 1 FROM lockers_journals WHERE id = $1 AND journal IS NOT NULL";

    private const string ErasedStatement =
        "SELECT array(SELECT id FROM lockers_journals WHERE service = $1 AND journal IS NULL ORDER BY id LIMIT $2)";

    private const string ErasedRecordsStatement =
        "DELETE FROM lockers_records WHERE journal = $1 AND number IN (SELECT number FROM lockers_records WHERE journal = $1 LIMIT $2)";

    private const string ErasedChunksStatement =
        "DELETE FROM lockers_chunks WHERE journal = $1 AND (epoch, ordinal, number) IN ("
        + "SELECT epoch, ordinal, number FROM lockers_chunks WHERE journal = $1 LIMIT $2)";

    // Another node that deletes the same rows may be in the middle of it.
    private const string ForgetStatement =
        "DELETE FROM lockers_journals WHERE id = $1 AND journal IS NULL "
        + "AND NOT EXISTS (SELECT FROM lockers_records AS record WHERE record.journal = $1) "
        + "AND NOT EXISTS (SELECT FROM lockers_chunks AS chunk WHERE chunk.journal = $1)";

    /// <inheritdoc cref="IJournalStorage.DeleteRecords"/>
    public async Task<StorageResult> Records(OwnerEpoch owner, long from, long below, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(below - from, RecordsAtOnce);
        var deleted = await database.Value<long>(
            RecordsStatement, cancellationToken, Number(owner.Journal), Number(owner.Epoch), Number(from), Number(below)).ConfigureAwait(false);
        return deleted < 0 ? StorageResult.Fenced : StorageResult.Done;
    }

    /// <inheritdoc cref="IJournalStorage.DeleteSegments"/>
    public async Task<StorageResult> Segments(OwnerEpoch owner, SegmentId from, SegmentId below, CancellationToken cancellationToken)
    {
        while (true)
        {
            long[] numbers = [owner.Journal, owner.Epoch, from.Epoch, from.Ordinal, below.Epoch, below.Ordinal, ChunksAtOnce];
            var deleted = await database.Value<long>(ChunksStatement, cancellationToken, [.. numbers.Select(Number)]).ConfigureAwait(false);
            if (deleted < 0) return StorageResult.Fenced;
            if (deleted < ChunksAtOnce) return StorageResult.Done;
        }
    }

    /// <inheritdoc cref="IJournalStorage.Erase"/>
    public async Task<StorageResult> Erase(OwnerEpoch owner, CancellationToken cancellationToken)
    {
        var erased = await database.Change(EraseStatement, cancellationToken, Number(owner.Journal), Number(owner.Epoch)).ConfigureAwait(false);
        if (erased == 0 && await database.Value<bool>(IsThereStatement, cancellationToken, Number(owner.Journal)).ConfigureAwait(false))
        {
            return StorageResult.Fenced;
        }

        await Forget(owner.Journal, cancellationToken).ConfigureAwait(false);
        var others = await database.Value<long[]>(ErasedStatement, cancellationToken, Text(service), Number(OthersAtOnce)).ConfigureAwait(false);
        foreach (var other in others ?? []) await Forget(other, cancellationToken).ConfigureAwait(false);
        return StorageResult.Done;
    }

    private async Task Forget(long journal, CancellationToken cancellationToken)
    {
        await All(ErasedRecordsStatement, RecordsAtOnce).ConfigureAwait(false);
        await All(ErasedChunksStatement, ChunksAtOnce).ConfigureAwait(false);
        await database.Change(ForgetStatement, cancellationToken, Number(journal)).ConfigureAwait(false);

        async Task All(string statement, int atOnce)
        {
            while (await database.Change(statement, cancellationToken, Number(journal), Number(atOnce)).ConfigureAwait(false) > 0)
            {
            }
        }
    }
}
