using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Lockers.Silo.Sqlite;

/// <summary>A prepared statement that is run again and again on its connection, by one thread at a time.</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand _command;

    /// <summary>Prepares it.</summary>
    /// <param name="connection">Its connection.</param>
    /// <param name="sql">What it does.</param>
    /// <param name="parameters">The names of its parameters, <c>$name</c>, in the order in which values are given.</param>
    public Statement(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        foreach (var name in parameters) _command.Parameters.Add(new SqliteParameter { ParameterName = name });
        _command.Prepare();
    }

    /// <summary>Runs it.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run(params ReadOnlySpan<object> values) => With(values).ExecuteNonQuery();

    /// <summary>The first value of the first row; null where there is none.</summary>
    public object? Ask(params ReadOnlySpan<object> values) => With(values).ExecuteScalar();

    /// <summary>The rows; the caller disposes of them before the statement runs again.</summary>
    public SqliteDataReader Rows(params ReadOnlySpan<object> values) => With(values).ExecuteReader();

    /// <summary>Bytes as a parameter's value: they are copied only where they are a part of an array.</summary>
    public static byte[] Blob(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var part) && part.Array is { } array && part.Count == array.Length ? array : bytes.ToArray();

    /// <inheritdoc/>
    public void Dispose() => _command.Dispose();

    private SqliteCommand With(ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++) _command.Parameters[i].Value = values[i];
        return _command;
    }
}
