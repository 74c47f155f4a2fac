using Npgsql;
using NpgsqlTypes;

namespace Lockers.Silo.Postgres.Journals;

/// <summary>Runs single statements, each a transaction of its own, on connections of the node's pool. Away from the caller's scheduler.</summary>
/// <param name="connectionString">Whose pool to use; its deadlines hold for each statement.</param>
internal sealed class JournalDatabase(string connectionString)
{
    /// <summary>Runs a statement whose first column of the first row is wanted.</summary>
    /// <returns>The value; the type's default where there is no row.</returns>
    public Task<T?> Value<T>(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) => Run(
        sql,
        parameters,
        async (command, stop) =>
        {
            await using var reader = await command.ExecuteReaderAsync(stop);
            var value = await reader.ReadAsync(stop) ? await reader.GetFieldValueAsync<T>(0, stop) : default;

            // A row may come before the commit: only behind the statement's end is the change there for good.
            await reader.NextResultAsync(stop);
            return value;
        },
        cancellationToken);

    /// <summary>Runs a statement that changes rows.</summary>
    /// <returns>How many.</returns>
    public Task<int> Change(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters) =>
        Run(sql, parameters, (command, stop) => command.ExecuteNonQueryAsync(stop), cancellationToken);

    /// <summary>Runs a statement with a connection to itself.</summary>
    public Task<T> Run<T>(
        string sql, NpgsqlParameter[] parameters, Func<NpgsqlCommand, CancellationToken, Task<T>> run, CancellationToken cancellationToken) =>
        Task.Run(() => RunHere(sql, parameters, run, cancellationToken), cancellationToken);

    /// <summary>The same for a caller that is away from every grain's scheduler already.</summary>
    public async Task<T> RunHere<T>(
        string sql, NpgsqlParameter[] parameters, Func<NpgsqlCommand, CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await run(command, cancellationToken);
    }

    public static NpgsqlParameter Number(long value) => new NpgsqlParameter<long> { TypedValue = value };

    public static NpgsqlParameter Text(string value) => new NpgsqlParameter<string> { TypedValue = value };

    public static NpgsqlParameter Bytes(ReadOnlyMemory<byte> value) =>
        new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bytea };
}
