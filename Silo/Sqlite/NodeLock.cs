namespace Lockers.Silo.Sqlite;

/// <summary>
/// Keeps a second node off the file of journals, for as long as this process runs: an exclusive lock of the operating system on a file beside it.
/// The system frees the lock with the process, however that ends, and sees it across containers of one machine that share the volume.
/// </summary>
/// <remarks>
/// It is not SQLite's <c>locking_mode=EXCLUSIVE</c>, which with a write-ahead log shuts out every other connection, also the node's own readers and
/// a backup while the node runs. It is not on the file itself: a program that opens and closes that file beside SQLite frees SQLite's own locks.
/// </remarks>
internal sealed class NodeLock : IDisposable
{
    private readonly FileStream _file;

    private NodeLock(FileStream file) => _file = file;

    /// <summary>The lock's file.</summary>
    public static string PathOf(string journals) => $"{journals}.lock";

    /// <summary>Takes the lock.</summary>
    /// <param name="journals">The file of journals, an absolute path in a folder that exists.</param>
    /// <exception cref="SqliteFileException">Another process has it, the folder is read-only, or its file system has no locks.</exception>
    public static NodeLock Take(string journals)
    {
        var path = PathOf(journals);
        FileStream file;
        try
        {
            file = Open(path);
        }
        catch (IOException taken) when (IsTaken(taken))
        {
            throw new SqliteFileException(
                $"Another node uses {journals}, and a file is one node's: stop that node, or give this one a file of its own with Lockers:DataPath. ({taken.Message})",
                taken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw SqliteFailure.NotWritable(journals, failure);
        }

        if (IsExclusive(path)) return new(file);
        file.Dispose();
        throw new SqliteFileException(
            $"The file system of {journals} has no locks that would keep a second node out: set Lockers:DataPath to a file on another one.");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    // A file system without locks lets everybody have one, and the framework does not say so.
    private static bool IsExclusive(string path)
    {
        try
        {
            Open(path).Dispose();
            return false;
        }
        catch (IOException taken) when (IsTaken(taken))
        {
            return true;
        }
    }

    // The system's number for a lock that another one has: of Linux, macOS and Windows.
    private static bool IsTaken(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);
}
