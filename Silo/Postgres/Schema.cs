using System.Net.Sockets;
using Npgsql;

namespace Lockers.Silo.Postgres;

/// <summary>Brings a database to the schema that this node uses, or says what is missing.</summary>
/// <param name="files">The steps, from version 1 on; the last one's version is the one that this node uses.</param>
/// <param name="log">Says which steps were applied.</param>
internal sealed partial class Schema(IReadOnlyList<SchemaFile> files, ILogger<Schema> log)
{
    // One session at a time brings a database's schema up to date. The number is "Lockers" in ASCII.
    private const string LockStatement = "SELECT pg_advisory_xact_lock(x'4C6F636B657273'::bigint)";

    private const int ConnectSeconds = 15;
    private const int CommandSeconds = 120;

    public Schema(ILogger<Schema> log)
        : this(SchemaFile.Embedded, log)
    {
    }

    /// <summary>Applies the steps that the database does not have, or checks that it has them all.</summary>
    /// <param name="connectionString">
    /// In Npgsql's form. Whatever it says of deadlines: connecting may take 15 s, a step, with the wait for another node's, 2 min.
    /// </param>
    /// <param name="create">Whether missing steps are applied; otherwise nothing is changed, and they are an error.</param>
    /// <param name="stop">Gives up; a step that is under way leaves nothing behind.</param>
    /// <exception cref="SchemaException">
    /// The schema is missing or older (without <paramref name="create"/>) or newer, a step failed, or the database is out of reach.
    /// </exception>
    public async Task Apply(string connectionString, bool create, CancellationToken stop)
    {
        await using var connection = WithDeadlines(connectionString);
        try
        {
            await connection.OpenAsync(stop);
            if (create)
            {
                while (await AppliedOne(connection, stop))
                {
                }
            }
            else
            {
                var missing = Missing(await AppliedVersion(connection, stop)).ToList();
                if (missing.Count > 0) throw ToApplyByHand(missing);
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or SocketException or TimeoutException)
        {
            throw new SchemaException($"The schema in PostgreSQL could not be read or applied: {failure.Message}", failure);
        }
    }

    // Transactions and their locks, unlike a session's, also work through a pooler that shares connections.
    private async Task<bool> AppliedOne(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await Execute(connection, LockStatement, stop);
        var next = Missing(await AppliedVersion(connection, stop)).FirstOrDefault();
        if (next is null) return false;
        await Apply(connection, next, stop);
        await transaction.CommitAsync(stop);
        LogApplied(log, next.Name);
        return true;
    }

    private static async Task Apply(NpgsqlConnection connection, SchemaFile file, CancellationToken stop)
    {
        try
        {
            await Execute(connection, file.Sql, stop);
        }
        catch (PostgresException failure)
        {
            throw new SchemaException($"{file.Name} could not be applied: {failure.MessageText} ({failure.SqlState}).", failure);
        }

        var version = await AppliedVersion(connection, stop);
        if (version != file.Version) throw new SchemaException($"{file.Name} leaves the schema at version {version}.");
    }

    // 0 without a schema.
    private static async Task<int> AppliedVersion(NpgsqlConnection connection, CancellationToken stop)
    {
        if (await Read<bool>(connection, "SELECT to_regclass('lockers_schema') IS NULL", stop)) return 0;
        return await Read<int>(connection, "SELECT COALESCE(max(version), 0) FROM lockers_schema", stop);
    }

    private static async Task<T> Read<T>(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(stop))!;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }

    // What Npgsql says of a wrong one may quote it, and with it a password.
    private static NpgsqlConnection WithDeadlines(string connectionString)
    {
        try
        {
            return new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString)
            {
                Timeout = ConnectSeconds,
                CommandTimeout = CommandSeconds,
                Pooling = false,
            }.ConnectionString);
        }
        catch (Exception wrong) when (wrong is ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new SchemaException(
                "ConnectionStrings:Lockers is not a connection string of PostgreSQL, " +
                "such as 'Host=db;Database=lockers;Username=lockers;Password=…'.");
        }
    }

    private IEnumerable<SchemaFile> Missing(int applied)
    {
        var newest = files[^1].Version;
        return applied <= newest
            ? files.Where(file => file.Version > applied)
            : throw new SchemaException(
                $"The schema in PostgreSQL is version {applied}, newer than this node, which knows up to {newest}: run a newer node.");
    }

    private static SchemaException ToApplyByHand(List<SchemaFile> missing)
    {
        var commands = missing.Select(file => $"psql --single-transaction --set=ON_ERROR_STOP=1 --file=deploy/postgres/{file.Name}");
        var state = missing[0].Version == 1 ? "is missing" : $"is version {missing[0].Version - 1}, older than this node needs";
        return new SchemaException(
            $"The schema in PostgreSQL {state}. Run in the nodes' database: {string.Join("; ", commands)}. " +
            "Or let the node do it, with Lockers:AutoCreateSchema=true.");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied {File} to the PostgreSQL database")]
    private static partial void LogApplied(ILogger log, string file);
}
