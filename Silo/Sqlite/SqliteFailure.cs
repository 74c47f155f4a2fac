using Lockers.Grains.Interfaces;
using Microsoft.Data.Sqlite;

namespace Lockers.Silo.Sqlite;

/// <summary>What SQLite's failures mean for an operator, and for a caller.</summary>
internal static class SqliteFailure
{
    // SQLite's primary result codes.
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>Whether the disk has no room left: what was to be committed then was not.</summary>
    public static bool IsFull(SqliteException failure) => failure.SqliteErrorCode == Full;

    /// <summary>Whether the file, or the disk under it, fails for every change alike.</summary>
    public static bool IsOfFile(SqliteException failure) =>
        failure.SqliteErrorCode is Busy or ReadOnly or IoError or Full or CannotOpen or NotADatabase;

    /// <summary>One sentence with what to do.</summary>
    public static string Explain(string path, SqliteException failure) => failure.SqliteErrorCode switch
    {
        NotADatabase or Corrupt =>
            $"{path} is damaged, or is no SQLite database: restore the file from a backup, or set Lockers:DataPath to another one. ({Said(failure)})",
        Full => $"There is no room left for {path}: free some on its disk. ({Said(failure)})",
        ReadOnly or CannotOpen => NotWritable(path, failure).Message,
        Busy => $"Another program holds {path}: end its transaction. ({Said(failure)})",
        IoError => $"The disk of {path} fails: look into the system's log. ({Said(failure)})",
        _ => $"SQLite fails with {path}: {Said(failure)}.",
    };

    /// <summary>What a read throws; only a damaged file does not pass by itself.</summary>
    public static Exception OfRead(string path, SqliteException failure) =>
        failure.SqliteErrorCode is Corrupt or NotADatabase
            ? new InvalidDataException(Explain(path, failure), failure)
            : new IOException(Explain(path, failure), failure);

    /// <summary>What a change throws.</summary>
    /// <param name="path">The file.</param>
    /// <param name="failure">Why.</param>
    /// <param name="isRolledBack">Whether the change was surely not made.</param>
    public static Exception OfChange(string path, SqliteException failure, bool isRolledBack) => isRolledBack
        ? new StorageUnavailableException(Explain(path, failure), notMade: true)
        : new IOException(Explain(path, failure), failure);

    /// <summary>The file or its folder refuses to be written.</summary>
    public static SqliteFileException NotWritable(string path, Exception failure) => new(
        $"{path} cannot be written: give the node's user the right to write the file and its folder, or set Lockers:DataPath to another file. ({failure.Message})",
        failure);

    private static string Said(SqliteException failure) => $"SQLite {failure.SqliteExtendedErrorCode}: {failure.Message}";
}
