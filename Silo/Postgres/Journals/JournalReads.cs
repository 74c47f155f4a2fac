using System.Data;
using System.Runtime.CompilerServices;
using Lockers.Grains.Journal.Storage;
using Npgsql;
using static Lockers.Silo.Postgres.Journals.JournalDatabase;

namespace Lockers.Silo.Postgres.Journals;

/// <summary>
/// Reads of log records and chunks, in pages. A connection is taken for as long as a page is read, and while a page is used, the next one is
/// read.
/// </summary>
internal sealed class JournalReads(JournalDatabase database)
{
    // Of a page. The last row comes whole.
    private const long PageBytes = 2 * 1024 * 1024;

    // The server adds up the lengths of so many rows at most.
    private const int PageRows = 1024;

    internal const string RecordsStatement =
        """
        SELECT number, bytes FROM (
            SELECT number, bytes, sum(octet_length(bytes)) OVER (ORDER BY number) - octet_length(bytes) AS before
            FROM lockers_records WHERE journal = $1 AND number >= $2 AND number < $3
        ) AS record WHERE before < $4 ORDER BY number
        """;

    internal const string ChunksStatement =
        """
        SELECT number::bigint, bytes FROM (
            SELECT number, bytes, sum(octet_length(bytes)) OVER (ORDER BY number) - octet_length(bytes) AS before
            FROM lockers_chunks WHERE journal = $1 AND number >= $2 AND number < $3 AND epoch = $5 AND ordinal = $6
        ) AS chunk WHERE before < $4 ORDER BY number
        """;

    /// <inheritdoc cref="IJournalStorage.ReadRecords"/>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> Records(long journal, long from, CancellationToken cancellationToken) =>
        Pages(RecordsStatement, journal, from, [], cancellationToken);

    /// <inheritdoc cref="IJournalStorage.ReadChunks"/>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> Chunks(long journal, SegmentId segment, CancellationToken cancellationToken) =>
        Pages(ChunksStatement, journal, 0, [segment.Epoch, segment.Ordinal], cancellationToken);

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Pages(
        string statement, long journal, long from, long[] more, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var next = Page(statement, journal, from, more, end.Token);
        try
        {
            while (true)
            {
                var page = await next.ConfigureAwait(false);
                from += page.Count;
                if (page.Count > 0) next = Page(statement, journal, from, more, end.Token);
                foreach (var bytes in page)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return bytes;
                }

                if (page.Count == 0) break;
            }
        }
        finally
        {
            // Of a read that nobody goes on with; what becomes of the page ahead is nobody's concern.
            await end.CancelAsync().ConfigureAwait(false);
            next.Ignore();
        }
    }

    /// <summary>Reads rows from a number on, up to the first that is missing.</summary>
    private Task<List<byte[]>> Page(string statement, long journal, long from, long[] more, CancellationToken cancellationToken)
    {
        var below = from > long.MaxValue - PageRows ? long.MaxValue : from + PageRows;
        long[] numbers = [journal, from, below, PageBytes, .. more];
        return database.Run(statement, [.. numbers.Select(Number)], (command, stop) => Read(command, from, stop), cancellationToken);
    }

    // Sequential: the bytes go into their array straight from the connection.
    private static async Task<List<byte[]>> Read(NpgsqlCommand command, long from, CancellationToken stop)
    {
        var page = new List<byte[]>();
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, stop);
        while (await reader.ReadAsync(stop) && reader.GetInt64(0) == from + page.Count)
        {
            page.Add(await reader.GetFieldValueAsync<byte[]>(1, stop));
        }

        return page;
    }
}
