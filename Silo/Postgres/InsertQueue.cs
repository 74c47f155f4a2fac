using Lockers.Grains.Interfaces;
using Npgsql;
using NpgsqlTypes;

namespace Lockers.Silo.Postgres;

/// <summary>
/// Adds records of all grains of a node by few statements: what comes while they are on their way makes up the next one, as stores
/// into one grain make up its next batch. A hundred grains that are written to need no hundred connections and commits then.
/// </summary>
/// <param name="connectionString">The connections to use.</param>
/// <param name="serviceId">Whose records they are.</param>
internal sealed class InsertQueue(string connectionString, string serviceId)
{
    // While one waits, the other goes on; more only make each smaller.
    private const int StatementsAtOnce = 2;

    private const int MaxRows = 256;

    // One record may be larger.
    private const int MaxBytes = 1024 * 1024;

    /// <summary>The most bytes of records that wait for their turn; one that is larger waits only where no other does.</summary>
    internal const long MaxWaitingBytes = 64 * 1024 * 1024;

    // As Orleans would have them: by the hashes, too, it looks for one.
    private const string Into =
        "INSERT INTO lockers_storage (grainidhash, graintypehash, grainidn0, grainidn1, version, "
        + "grainidextensionstring, graintypestring, serviceid, payloadbinary) ";

    private const string One = Into + "VALUES ($1, $2, 0, 0, 1, $3, $4, $6, $5) ON CONFLICT DO NOTHING";

    private const string Several = Into
        + "SELECT keyhash, namehash, 0, 0, 1, key, name, $6, bytes "
        + "FROM unnest($1, $2, $3, $4, $5) AS row (keyhash, namehash, key, name, bytes) "
        + "ON CONFLICT DO NOTHING RETURNING grainidextensionstring, graintypestring";

    // Of each attempt, should the connection string allow for more.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<InsertRow> _waiting = [];
    private long _waitingBytes;
    private int _sending;

    /// <summary>Adds a record that must not be there yet.</summary>
    /// <param name="key">Its grain's key.</param>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">What it holds.</param>
    /// <param name="cancellationToken">Gives up: a record that still waits for its turn is not added any more.</param>
    /// <returns>Whether it was added; if not, it is there already.</returns>
    /// <exception cref="StorageUnavailableException">Too much waits; it was not added, and will not be.</exception>
    public Task<bool> Insert(string key, string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var row = new InsertRow(key, name, bytes, cancellationToken);
        bool starts;
        lock (_lock)
        {
            if (_waitingBytes > 0 && _waitingBytes + bytes.Length > MaxWaitingBytes)
                return Task.FromException<bool>(new StorageUnavailableException("The storage does not keep up.", notMade: true));
            _waitingBytes += bytes.Length;
            _waiting.Enqueue(row);
            starts = _sending < StatementsAtOnce;
            if (starts) _sending++;
        }

        if (starts) StartSending();
        return row.Added.WaitAsync(cancellationToken);
    }

    // For everybody, so not as a part of what the first one does, nor on its thread.
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

    /// <summary>Takes what goes into one statement. No record is in it twice: the second must learn of the first.</summary>
    private List<InsertRow> Next()
    {
        var (rows, bytes) = (new List<InsertRow>(), 0L);
        HashSet<(string Key, string Name)>? names = null;
        lock (_lock)
        {
            while (rows.Count < MaxRows && _waiting.TryPeek(out var row))
            {
                if (!row.IsGivenUp)
                {
                    bytes += row.Bytes.Length;
                    if (rows.Count > 0)
                    {
                        names ??= [(rows[0].Key, rows[0].Name)];
                        if (bytes > MaxBytes || !names.Add((row.Key, row.Name))) break;
                    }

                    rows.Add(row);
                }

                _waiting.Dequeue();
                _waitingBytes -= row.Bytes.Length;
            }

            if (rows.Count == 0) _sending--;
        }

        return rows;
    }

    private async Task Send(List<InsertRow> rows)
    {
        if (rows.Count == 1)
        {
            await SendOne(rows[0]);
            return;
        }

        try
        {
            await SendSeveral(rows);
        }
        catch (PostgresException refusal) when (IsOfOneRow(refusal))
        {
            foreach (var row in rows.Where(row => !row.IsGivenUp)) await SendRefused(row);
        }
    }

    // What is wrong with one record is not to be felt by the others: 22 is for data, 23 for constraints, 54 for limits.
    private static bool IsOfOneRow(PostgresException refusal) => refusal.SqlState[..2] is "22" or "23" or "54";

    private async Task SendRefused(InsertRow row)
    {
        try
        {
            await SendOne(row);
        }
        catch (PostgresException refusal) when (IsOfOneRow(refusal))
        {
            row.Fail(refusal);
        }
    }

    private async Task SendOne(InsertRow row)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await using var connection = await Connect(deadline.Token);
        await using var command = new NpgsqlCommand(One, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = row.KeyHash },
                new NpgsqlParameter<int> { TypedValue = row.NameHash },
                new NpgsqlParameter<string> { TypedValue = row.Key },
                new NpgsqlParameter<string> { TypedValue = row.Name },
                new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = row.Bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
                new NpgsqlParameter<string> { TypedValue = serviceId },
            },
        };
        row.Succeed(await command.ExecuteNonQueryAsync(deadline.Token) == 1);
    }

    /// <summary>Adds records in the order of their keys: two nodes that add the same ones do not wait for each other then.</summary>
    private async Task SendSeveral(List<InsertRow> rows)
    {
        rows.Sort(InsertRow.ByKey);
        using var deadline = new CancellationTokenSource(Deadline);
        await using var connection = await Connect(deadline.Token);
        await using var command = new NpgsqlCommand(Several, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int[]> { TypedValue = [.. rows.Select(row => row.KeyHash)] },
                new NpgsqlParameter<int[]> { TypedValue = [.. rows.Select(row => row.NameHash)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. rows.Select(row => row.Key)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. rows.Select(row => row.Name)] },
                new NpgsqlParameter<ReadOnlyMemory<byte>[]>
                {
                    TypedValue = [.. rows.Select(row => row.Bytes)],
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
                },
                new NpgsqlParameter<string> { TypedValue = serviceId },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(deadline.Token);
        var added = new HashSet<(string Key, string Name)>(rows.Count);
        while (await reader.ReadAsync(deadline.Token)) added.Add((reader.GetString(0), reader.GetString(1)));

        // Rows may come before the commit: only behind the statement's end are they there for good.
        await reader.NextResultAsync(deadline.Token);
        foreach (var row in rows) row.Succeed(added.Contains((row.Key, row.Name)));
    }

    private async Task<NpgsqlConnection> Connect(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
