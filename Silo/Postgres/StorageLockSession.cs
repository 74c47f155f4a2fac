using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Lockers.Silo.Postgres;

/// <summary>What came of an attempt to take the lock.</summary>
internal enum LockFate
{
    /// <summary>It is held.</summary>
    Taken,

    /// <summary>Somebody else holds it.</summary>
    Busy,

    /// <summary>Somebody else had it meanwhile: what this node knows of the records may be of the past.</summary>
    Lost,

    /// <summary>The connection's session is shared with others, as a pooler of transactions or statements does.</summary>
    Shared,
}

/// <summary>
/// A connection of its own whose session holds a service's lock: an advisory one, exclusive for a node that is alone, shared among the
/// nodes of a cluster. It is never pooled by Npgsql.
/// </summary>
/// <param name="connectionString">The database, in Npgsql's form.</param>
/// <param name="service">The service.</param>
/// <param name="owner">Who takes the lock: the same for all nodes of a cluster, unlike any other for a node that is alone.</param>
/// <param name="isShared">Whether others of the same owner may hold it too.</param>
internal sealed class StorageLockSession(string connectionString, string service, string owner, bool isShared) : IAsyncDisposable
{
    // A server that no longer hears of its client ends the session, and with it the lock, within about five seconds. A session that
    // stands still in the middle of taking the lock must not keep everybody else from it.
    private const string Settings =
        """
        SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3;
        SET idle_in_transaction_session_timeout = '5s'; SET lock_timeout = '3s'
        """;

    private const string Held =
        """
        SELECT EXISTS (
            SELECT FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid() AND objsubid = 1
                AND classid = ($1 >> 32 & x'ffffffff'::bigint)::oid AND objid = ($1 & x'ffffffff'::bigint)::oid
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
        """;

    private readonly NpgsqlConnection _connection = new(new NpgsqlConnectionStringBuilder(connectionString)
    {
        Pooling = false,
        Multiplexing = false,
        Timeout = 3,
        CommandTimeout = 5,
        ApplicationName = "lockers storage lock",
    }.ConnectionString);

    private readonly long _key = Key(service);
    private bool _isOpen;

    /// <summary>How long the lock's holder must still wait for the holder before, as of the moment it was taken.</summary>
    public TimeSpan Wait { get; private set; }

    /// <summary>Takes the lock, or says why not.</summary>
    /// <param name="again">Whether this node had it before: then nobody else may have had it since.</param>
    /// <param name="waitOut">How long the holder before may go on without knowing.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<LockFate> Take(bool again, TimeSpan waitOut, CancellationToken stop)
    {
        if (!_isOpen)
        {
            await _connection.OpenAsync(stop);
            await Execute(Settings, stop);
            _isOpen = true;
        }

        await using var transaction = await _connection.BeginTransactionAsync(stop);
        await Execute("INSERT INTO lockers_owner (serviceid, owner, since) VALUES ($1, '', 'epoch') ON CONFLICT DO NOTHING", stop, service);
        var before = await Read<string>("SELECT owner FROM lockers_owner WHERE serviceid = $1 FOR UPDATE", stop, service);

        // Within one session anybody gets the lock who asks for it.
        if (await Holds(stop)) return LockFate.Shared;
        if (again && before != owner) return LockFate.Lost;
        if (!await TryLock(isShared && before == owner, stop)) return LockFate.Busy;
        if (before != owner)
        {
            await Execute(
                "UPDATE lockers_owner SET owner = $2, since = CASE owner WHEN '' THEN 'epoch' ELSE clock_timestamp() END WHERE serviceid = $1",
                stop, service, owner);
            if (isShared)
            {
                await Execute("SELECT pg_advisory_lock_shared($1)", stop, _key);
                await Execute("SELECT pg_advisory_unlock($1)", stop, _key);
            }
        }

        var age = await Read<double>(
            "SELECT extract(epoch FROM clock_timestamp() - since)::double precision FROM lockers_owner WHERE serviceid = $1", stop, service);
        Wait = TimeSpan.FromSeconds(Math.Clamp(waitOut.TotalSeconds - age, 0, waitOut.TotalSeconds));
        await transaction.CommitAsync(stop);
        return LockFate.Taken;
    }

    /// <summary>Whether this session holds the lock.</summary>
    public Task<bool> Holds(CancellationToken stop) => Read<bool>(Held, stop, _key);

    /// <summary>Notes that this owner ends and uses nothing any more, so that the next one need not wait.</summary>
    public Task End(CancellationToken stop) =>
        Execute("UPDATE lockers_owner SET owner = '' WHERE serviceid = $1 AND owner = $2", stop, service, owner);

    /// <summary>Ends the session; the lock is free when the server notices.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>The lock's number: 64 bits of a hash of the service's name.</summary>
    private static long Key(string service) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"lockers storage {service}")));

    private Task<bool> TryLock(bool shared, CancellationToken stop) =>
        Read<bool>(shared ? "SELECT pg_try_advisory_lock_shared($1)" : "SELECT pg_try_advisory_lock($1)", stop, _key);

    private async Task<T> Read<T>(string sql, CancellationToken stop, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync(stop))!;
    }

    private async Task Execute(string sql, CancellationToken stop, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync(stop);
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, _connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
