using Npgsql;
using NpgsqlTypes;
using static Lockers.Silo.Postgres.Journals.JournalDatabase;

namespace Lockers.Silo.Postgres.Journals;

/// <summary>
/// The statements that write rows of owners. Each locks the journals' rows first, as far as they have the owners' epochs: with a takeover that
/// is in flight it waits for that one, and looks again at what it has left.
/// </summary>
internal sealed class AppendStatements(JournalDatabase database)
{
    /// <summary>The most records of a statement.</summary>
    public const int MaxRecords = 256;

    private const string Owned = "WITH owned AS (SELECT id FROM lockers_journals WHERE id = $1 AND epoch = $2 FOR SHARE), ";

    // Nearly every record goes in at its first attempt, and then this is all: it costs the database and the node less than an answer with a row.
    private const string NewRecord =
        "INSERT INTO lockers_records (journal, number, bytes) SELECT id, $3, $4 FROM lockers_journals WHERE id = $1 AND epoch = $2 FOR SHARE "
        + "ON CONFLICT DO NOTHING";

    private const string OneRecord = Owned
        + "inserted AS (INSERT INTO lockers_records (journal, number, bytes) SELECT id, $3, $4 FROM owned ON CONFLICT DO NOTHING) "
        + "SELECT count(*) = 1 FROM owned";

    // Rows are inserted in the order of the key: two statements with the same ones do not wait for each other then.
    internal const string Records =
        """
        WITH owned AS (
            SELECT owner.at, journal.id
            FROM unnest($1, $2) WITH ORDINALITY AS owner (journal, epoch, at)
            JOIN lockers_journals AS journal ON journal.id = owner.journal AND journal.epoch = owner.epoch
            FOR SHARE OF journal
        ), inserted AS (
            INSERT INTO lockers_records (journal, number, bytes)
            SELECT owned.id, record.number, record.bytes
            FROM unnest($3, $4) WITH ORDINALITY AS record (number, bytes, at)
            JOIN owned ON owned.at = record.at
            ORDER BY owned.id, record.number
            ON CONFLICT DO NOTHING
        )
        SELECT at FROM owned
        """;

    private const string OneChunk = Owned
        + "inserted AS (INSERT INTO lockers_chunks (journal, epoch, ordinal, number, bytes) "
        + "SELECT id, $2, $3, $4::integer, $5 FROM owned ON CONFLICT DO NOTHING) "
        + "SELECT count(*) = 1 FROM owned";

    /// <summary>Writes log records.</summary>
    public Task AppendRecords(IReadOnlyList<AppendRow> rows, CancellationToken cancellationToken) =>
        rows.Count == 1 ? AppendOne(rows[0], cancellationToken) : AppendSeveral(rows, cancellationToken);

    /// <summary>Writes one chunk, of a segment of its owner's epoch.</summary>
    public async Task WriteChunk(IReadOnlyList<AppendRow> rows, CancellationToken cancellationToken)
    {
        var row = rows.Single();
        row.End(await database.Value<bool>(
            OneChunk, cancellationToken, Number(row.Owner.Journal), Number(row.Owner.Epoch), Number(row.Segment), Number(row.Number), Bytes(row.Bytes)));
    }

    private async Task AppendOne(AppendRow row, CancellationToken cancellationToken)
    {
        var isNew = await database.RunHere(NewRecord, Parameters(), static (command, stop) => command.ExecuteNonQueryAsync(stop), cancellationToken) == 1;

        // Otherwise the record is there already, or the journal is another's.
        row.End(isNew || await database.Value<bool>(OneRecord, cancellationToken, Parameters()));

        NpgsqlParameter[] Parameters() => [Number(row.Owner.Journal), Number(row.Owner.Epoch), Number(row.Number), Bytes(row.Bytes)];
    }

    private async Task AppendSeveral(IReadOnlyList<AppendRow> rows, CancellationToken cancellationToken)
    {
        var owned = await database.RunHere(
            Records,
            [
                new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(row => row.Owner.Journal)] },
                new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(row => row.Owner.Epoch)] },
                new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(row => row.Number)] },
                new NpgsqlParameter<ReadOnlyMemory<byte>[]>
                {
                    TypedValue = [.. rows.Select(row => row.Bytes)],
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
                },
            ],
            ReadOwned,
            cancellationToken);
        for (var at = 0; at < rows.Count; at++) rows[at].End(owned.Contains(at + 1));
    }

    private static async Task<HashSet<long>> ReadOwned(NpgsqlCommand command, CancellationToken stop)
    {
        await using var reader = await command.ExecuteReaderAsync(stop);
        var owned = new HashSet<long>();
        while (await reader.ReadAsync(stop)) owned.Add(reader.GetInt64(0));

        // Rows may come before the commit: only behind the statement's end are they there for good.
        await reader.NextResultAsync(stop);
        return owned;
    }
}
