using Microsoft.Data.Sqlite;

namespace Lockers.Silo.Sqlite;

/// <summary>The tables of a file of journals, and by what a file is known as one.</summary>
/// <remarks>
/// Records and chunks are rows in the order of their coming, and their keys an index: a tree in the order of the keys would hold the bytes of all
/// journals side by side, and writes three times as much for small records. The number of a journal is never used again.
/// An erased journal has no name; its rows go in the background. The last record's number is kept in a table of its own, whose rows are so short that
/// a commit writes one page more for hundreds of journals: an index of records that lost its end reads as a shorter log, and only that number tells.
/// </remarks>
internal static class FileSchema
{
    /// <summary>The version that this node reads and writes, SQLite's <c>user_version</c>.</summary>
    public const int Version = 2;

    // "Lckr" in ASCII: SQLite's application_id.
    private const int Application = 0x4C636B72;

    private const string Tables =
        """
        CREATE TABLE journals (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            service TEXT NOT NULL,
            name TEXT,
            epoch INTEGER NOT NULL,
            version INTEGER NOT NULL,
            manifest BLOB NOT NULL
        );
        CREATE UNIQUE INDEX journals_by_name ON journals (service, name) WHERE name IS NOT NULL;
        CREATE INDEX journals_erased ON journals (id) WHERE name IS NULL;
        CREATE TABLE records (journal INTEGER NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL);
        CREATE UNIQUE INDEX records_by_number ON records (journal, number);
        CREATE TABLE chunks (
            journal INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            number INTEGER NOT NULL,
            bytes BLOB NOT NULL
        );
        CREATE UNIQUE INDEX chunks_by_number ON chunks (journal, epoch, ordinal, number);
        """;

    // One row a journal, with 0 before its first record.
    private const string Ends = "CREATE TABLE ends (journal INTEGER PRIMARY KEY, last INTEGER NOT NULL)";

    private const string EndsOfVersion1 =
        "INSERT INTO ends SELECT id, coalesce((SELECT max(number) FROM records WHERE records.journal = journals.id), 0) FROM journals";

    /// <summary>Makes the tables in a file that is new, and checks one that is not.</summary>
    /// <exception cref="SqliteFileException">The file is another program's, or was written by a newer node.</exception>
    public static void Apply(SqliteConnection connection, string path)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var (application, version) = (Number(connection, "PRAGMA application_id"), Number(connection, "PRAGMA user_version"));
        var isNew = application == 0 && version == 0 && Number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (!isNew && application != Application)
            throw new SqliteFileException($"{path} is another program's SQLite database: set Lockers:DataPath to another file.");
        if (version > Version)
            throw new SqliteFileException($"{path} has schema version {version}, newer than this node, which knows up to {Version}: run a newer node.");
        if (isNew) Run(connection, $"{Tables}; {Ends}; PRAGMA application_id = {Application}; PRAGMA user_version = {Version};");
        else if (version < Version) Run(connection, $"{Ends}; {EndsOfVersion1}; PRAGMA user_version = {Version};");
        transaction.Commit();
    }

    /// <summary>
    /// Checks the list of journals, against its index and against <c>ends</c>: a journal that is not found there reads as one that never was, and would
    /// begin anew. It takes 2 s for a million journals that are in the file cache.
    /// </summary>
    /// <exception cref="SqliteFileException">The list is damaged.</exception>
    public static void CheckJournals(SqliteConnection connection, string path)
    {
        var found = Text(connection, "PRAGMA integrity_check(journals)");
        var (listed, ended) = (Number(connection, "SELECT count(*) FROM journals"), Number(connection, "SELECT count(*) FROM ends"));
        if (found == "ok" && listed == ended) return;
        throw new SqliteFileException(
            $"{path} is damaged in the list of its journals: restore the file from a backup. ({(found == "ok" ? $"{listed} of {ended} are there" : found.ReplaceLineEndings(" "))})");
    }

    private static long Number(SqliteConnection connection, string sql) => (long)Value(connection, sql);

    private static string Text(SqliteConnection connection, string sql) => (string)Value(connection, sql);

    private static object Value(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
