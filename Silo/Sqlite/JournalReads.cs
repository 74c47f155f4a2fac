using Lockers.Grains.Journal.Storage;
using Microsoft.Data.Sqlite;

namespace Lockers.Silo.Sqlite;

/// <summary>The reads of <see cref="IJournalStorage"/> as statements on one connection, by one thread at a time.</summary>
/// <param name="connection">One for reads.</param>
/// <param name="service">Whose journals they are.</param>
internal sealed class JournalReads(SqliteConnection connection, string service) : IDisposable
{
    // Of a page, unless its first row is larger.
    private const int PageBytes = 1024 * 1024;

    private const string OfJournal = "EXISTS (SELECT 1 FROM journals WHERE id = $journal AND name IS NOT NULL)";

    private readonly Statement _manifest = new(
        connection,
        "SELECT id, epoch, version, manifest, last FROM journals LEFT JOIN ends ON ends.journal = journals.id WHERE service = $service AND name = $name",
        "$service", "$name");

    private readonly Statement _records = new(
        connection,
        $"SELECT number, bytes FROM records WHERE journal = $journal AND number >= $from AND {OfJournal} ORDER BY number",
        "$journal", "$from");

    private readonly Statement _chunks = new(
        connection,
        "SELECT number, bytes FROM chunks WHERE journal = $journal AND epoch = $epoch AND ordinal = $ordinal AND number >= $from "
        + $"AND {OfJournal} ORDER BY number",
        "$journal", "$from", "$epoch", "$ordinal");

    /// <inheritdoc cref="IJournalStorage.ReadManifest"/>
    public StoredManifest? Manifest(string name)
    {
        using var row = _manifest.Rows(service, name);
        if (!row.Read()) return null;
        if (row.IsDBNull(4)) throw new InvalidDataException($"{connection.DataSource} is damaged: it does not say which record of journal '{name}' is the last.");
        return new(new(row.GetInt64(0), row.GetInt64(1)), row.GetInt64(2), row.GetFieldValue<byte[]>(3)) { LastRecord = row.GetInt64(4) };
    }

    /// <summary>Some records from one on, up to the first that is missing.</summary>
    public RowPage Records(OwnerEpoch owner, long from)
    {
        using var rows = _records.Rows(owner.Journal, from);
        return Page(rows, from);
    }

    /// <summary>Some chunks of a segment from one on, up to the first that is missing.</summary>
    public RowPage Chunks(OwnerEpoch owner, SegmentId segment, long from)
    {
        using var rows = _chunks.Rows(owner.Journal, from, segment.Epoch, segment.Ordinal);
        return Page(rows, from);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in (Statement[])[_manifest, _records, _chunks]) statement.Dispose();
    }

    private static RowPage Page(SqliteDataReader rows, long from)
    {
        var (page, bytes) = (new List<ReadOnlyMemory<byte>>(), 0L);
        while (bytes < PageBytes)
        {
            if (!rows.Read() || rows.GetInt64(0) != from + page.Count) return new(page, IsLast: true);
            var row = rows.GetFieldValue<byte[]>(1);
            page.Add(row);
            bytes += row.Length;
        }

        return new(page, IsLast: false);
    }
}

/// <summary>Some rows that follow each other.</summary>
/// <param name="Rows">Their bytes.</param>
/// <param name="IsLast">Whether the next one is missing.</param>
internal sealed record RowPage(IReadOnlyList<ReadOnlyMemory<byte>> Rows, bool IsLast);
