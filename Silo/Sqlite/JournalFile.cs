using Microsoft.Data.Sqlite;

namespace Lockers.Silo.Sqlite;

/// <summary>The SQLite file that a node keeps its journals in: opened, locked against other nodes, and of the schema that this node knows.</summary>
/// <remarks>
/// A write-ahead log, synchronised at each commit: a commit is one fsync, and readers do not wait for it. All connections are opened at
/// the start: one that is opened later could meet another file at the path.
/// </remarks>
internal sealed class JournalFile : IDisposable
{
    // How long a connection waits where another program holds the file.
    private const int BusySeconds = 5;

    // Synchronised wherever the system can: macOS has a weak fsync and a strong one. Checkpoints are run apart from commits.
    private const string Settings =
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA wal_autocheckpoint = 0; "
        + "PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF;";

    private readonly NodeLock _lock;
    private readonly HeldFiles _held;

    private JournalFile(string path, NodeLock nodeLock, HashSet<(string Descriptor, string Target)> before)
    {
        (Path, _lock) = (path, nodeLock);
        Writer = Connect(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            Prepare(Writer);
            _held = HeldFiles.Since(before, path, $"{path}-wal", $"{path}-shm", NodeLock.PathOf(path));
            for (var i = 0; i < Readers.Length; i++) Readers[i] = OpenReader();
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>The file, an absolute path without links at its end.</summary>
    public string Path { get; }

    /// <summary>The connection for changes.</summary>
    public SqliteConnection Writer { get; }

    /// <summary>The connections for reads.</summary>
    public SqliteConnection[] Readers { get; } = new SqliteConnection[3];

    /// <summary>Opens the file; creates it, and its folder, where there is none.</summary>
    /// <param name="dataPath"><c>Lockers:DataPath</c>.</param>
    /// <exception cref="SqliteFileException">Another node uses it, or it cannot be written or read, or is no file of journals this node knows.</exception>
    public static JournalFile Open(string dataPath)
    {
        var path = Resolve(dataPath);
        var before = HeldFiles.Open();
        var nodeLock = NodeLock.Take(path);
        try
        {
            return new(path, nodeLock, before);
        }
        catch (Exception failure)
        {
            nodeLock.Dispose();
            if (failure is SqliteException sqlite) throw new SqliteFileException(SqliteFailure.Explain(path, sqlite), sqlite);
            throw;
        }
    }

    /// <summary>What became of the file, if it is not at its path any more, with what to do; null: it is there.</summary>
    public string? WhyNotOurs() => _held.Changed() is { } changed
        ? $"The file of journals is not where it was opened, and nothing is stored in it any more: {changed}. Move it back; if it is gone, get the "
            + "data with GET /registry/dump, start the node again, and load it."
        : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        _lock.Dispose();
    }

    private static string Resolve(string dataPath)
    {
        var path = System.IO.Path.GetFullPath(dataPath);
        try
        {
            if (new FileInfo(path).LinkTarget is not null) path = File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw SqliteFailure.NotWritable(path, failure);
        }

        return Directory.Exists(path)
            ? throw new SqliteFileException($"{path} is a folder: Lockers:DataPath names a file, such as {System.IO.Path.Combine(path, "lockers.db")}.")
            : path;
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = BusySeconds,
        }.ConnectionString);
        connection.Open();
        return connection;
    }

    private void Prepare(SqliteConnection connection)
    {
        if (Ask(connection, "PRAGMA journal_mode = WAL") is not "wal")
            throw new SqliteFileException($"The file system of {Path} does not carry SQLite's write-ahead log: set Lockers:DataPath to a file on another one.");
        Ask(connection, Settings);
        FileSchema.Apply(connection, Path);
        FileSchema.CheckJournals(connection, Path);

        // What the last process wrote is made to last before more is built on it, whatever became of its last fsync.
        Ask(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private SqliteConnection OpenReader()
    {
        var reader = Connect(Path, SqliteOpenMode.ReadWrite);
        Ask(reader, "PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA wal_autocheckpoint = 0;");
        return reader;
    }

    private static string? Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as string;
    }

    private void Close()
    {
        foreach (var reader in Readers) reader?.Dispose();
        Writer.Dispose();
    }
}
