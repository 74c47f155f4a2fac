using Lockers.Silo.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockers.Sqlite.Files;

/// <summary>A folder that goes at the end of a test, with a file of journals in it.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"lockers-sqlite-{Guid.NewGuid():N}");

    /// <summary>The file of journals.</summary>
    public string Data => In("lockers.db");

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Opens the file of journals, or another one.</summary>
    public SqliteJournals Open(string? data = null) => new(data ?? Data, "lockers", TimeProvider.System, NullLogger<SqliteJournals>.Instance);

    /// <summary>Runs a statement on a file beside the node, as a person does with sqlite3.</summary>
    public static object? Run(string data, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = data, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
