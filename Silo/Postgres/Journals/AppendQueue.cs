using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal.Storage;
using Npgsql;

namespace Lockers.Silo.Postgres.Journals;

/// <summary>
/// Group commit for all journals of a node: rows that come while statements are in flight form the next statement. A hundred journals that are
/// written to need no hundred connections and commits then.
/// </summary>
/// <param name="maxRows">The most rows of a statement.</param>
/// <param name="send">Writes rows in one transaction and ends each of them; one failure is that of all.</param>
internal sealed class AppendQueue(int maxRows, Func<IReadOnlyList<AppendRow>, CancellationToken, Task> send)
{
    /// <summary>The most bytes that wait for their turn; a row that is larger waits only where no other does.</summary>
    internal const long MaxWaitingBytes = 64 * 1024 * 1024;

    // While one waits, the other goes on; more only make each smaller.
    private const int StatementsAtOnce = 2;

    // Of a statement. One row may be larger.
    private const int MaxBytes = 1024 * 1024;

    // Of each attempt, should the connection string allow for more.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<AppendRow> _waiting = [];
    private long _waitingBytes;
    private int _sending;

    /// <summary>Writes a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="cancellationToken">Gives up: a row that still waits for its turn is not written any more.</param>
    /// <exception cref="StorageUnavailableException">Too much waits; it was not written, and will not be.</exception>
    public Task<StorageResult> Write(AppendRow row, CancellationToken cancellationToken)
    {
        bool starts;
        lock (_lock)
        {
            if (_waitingBytes > 0 && _waitingBytes + row.Bytes.Length > MaxWaitingBytes)
            {
                return Task.FromException<StorageResult>(new StorageUnavailableException("The storage does not keep up.", notMade: true));
            }

            _waitingBytes += row.Bytes.Length;
            _waiting.Enqueue(row);
            starts = _sending < StatementsAtOnce;
            if (starts) _sending++;
        }

        if (starts) StartSending();
        return row.Result.WaitAsync(cancellationToken);
    }

    // For all writers, so neither in the context nor on the thread of the first one.
    private void StartSending()
    {
        using (ExecutionContext.SuppressFlow()) _ = Task.Run(SendAll);
    }

    private async Task SendAll()
    {
        while (Next() is { Count: > 0 } rows)
        {
            try
            {
                await Send(rows);
            }
            catch (Exception error)
            {
                foreach (var row in rows) row.Fail(error);
            }
        }
    }

    /// <summary>Takes what goes into one statement.</summary>
    private List<AppendRow> Next()
    {
        var (rows, bytes) = (new List<AppendRow>(), 0L);
        lock (_lock)
        {
            while (rows.Count < maxRows && _waiting.TryPeek(out var row))
            {
                if (!row.IsGivenUp)
                {
                    bytes += row.Bytes.Length;
                    if (rows.Count > 0 && bytes > MaxBytes) break;
                    rows.Add(row);
                }

                _waiting.Dequeue();
                _waitingBytes -= row.Bytes.Length;
            }

            if (rows.Count == 0) _sending--;
        }

        return rows;
    }

    private async Task Send(List<AppendRow> rows)
    {
        try
        {
            await SendWithin(rows);
        }
        catch (PostgresException refusal) when (rows.Count > 1 && IsOfOneRow(refusal))
        {
            foreach (var row in rows.Where(row => !row.IsGivenUp)) await SendRefused(row);
        }
    }

    // What is wrong with one row is not to be felt by the others: 22 is for data, 23 for constraints, 54 for limits.
    private static bool IsOfOneRow(PostgresException refusal) => refusal.SqlState[..2] is "22" or "23" or "54";

    private async Task SendRefused(AppendRow row)
    {
        try
        {
            await SendWithin([row]);
        }
        catch (PostgresException refusal) when (IsOfOneRow(refusal))
        {
            row.Fail(refusal);
        }
    }

    private async Task SendWithin(List<AppendRow> rows)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await send(rows, deadline.Token);
    }
}
