using System.Runtime.CompilerServices;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal.Storage;

namespace Lockers.Silo.Sqlite;

/// <summary>Journals in one SQLite file: changes by one thread, reads by others, on connections of their own.</summary>
internal sealed partial class SqliteJournals : IJournalStorage, IAsyncDisposable
{
    // What is under way at the end: a group, and some pages.
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(8);

    private readonly JournalFile _file;
    private readonly JournalWriter _writer;
    private readonly ReaderPool _readers;
    private readonly TimeProvider _time;
    private readonly ILogger<SqliteJournals> _log;
    private bool _disposed;

    /// <summary>Opens the file, and keeps it until the end.</summary>
    /// <param name="dataPath"><c>Lockers:DataPath</c>: the file, which is created where there is none.</param>
    /// <param name="service"><c>Lockers:ServiceId</c>: whose journals they are.</param>
    /// <param name="time">For the deadline of the end.</param>
    /// <param name="log">Says where the file is, and when it fails.</param>
    /// <exception cref="SqliteFileException">The file cannot be used.</exception>
    public SqliteJournals(string dataPath, string service, TimeProvider time, ILogger<SqliteJournals> log)
    {
        (_time, _log) = (time, log);
        _file = JournalFile.Open(dataPath);
        _readers = new(_file, service);
        _writer = new(_file, service, log);
    }

    /// <summary>The file.</summary>
    public string Path => _file.Path;

    /// <inheritdoc/>
    public Task<StoredManifest?> ReadManifest(string journal, CancellationToken cancellationToken) =>
        _readers.Read(reads => reads.Manifest(journal), cancellationToken);

    /// <inheritdoc/>
    public Task<OwnerEpoch?> Create(string journal, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        _writer.Make(manifest.Length, isLarge: false, changes => changes.Create(journal, manifest), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TakeOver(string journal, StoredManifest seen, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        _writer.Make(manifest.Length, isLarge: false, changes => changes.TakeOver(journal, seen, manifest), cancellationToken);

    /// <inheritdoc/>
    public Task<StorageResult> Swap(OwnerEpoch owner, long version, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        _writer.Make(manifest.Length, isLarge: false, changes => changes.Swap(owner, version, manifest), cancellationToken);

    /// <inheritdoc/>
    public Task<StorageResult> Append(OwnerEpoch owner, long number, ReadOnlyMemory<byte> record, CancellationToken cancellationToken) =>
        _writer.Make(record.Length, isLarge: false, changes => changes.Append(owner, number, record), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadRecords(OwnerEpoch owner, long from, CancellationToken cancellationToken) =>
        Read((reads, number) => reads.Records(owner, number), from, cancellationToken);

    /// <inheritdoc/>
    public Task<StorageResult> WriteChunk(
        OwnerEpoch owner, SegmentId segment, int number, ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) =>
        _writer.Make(chunk.Length, isLarge: true, changes => changes.WriteChunk(owner, segment, number, chunk), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunks(OwnerEpoch owner, SegmentId segment, CancellationToken cancellationToken) =>
        Read((reads, number) => reads.Chunks(owner, segment, number), 0, cancellationToken);

    /// <inheritdoc/>
    public Task<StorageResult> DeleteRecords(OwnerEpoch owner, long from, long below, CancellationToken cancellationToken) =>
        _writer.Make(0, isLarge: true, changes => changes.DeleteRecords(owner, from, below), cancellationToken);

    /// <inheritdoc/>
    public async Task<StorageResult> DeleteSegments(OwnerEpoch owner, SegmentId from, SegmentId below, CancellationToken cancellationToken)
    {
        while (true)
        {
            // A segment can have thousands of chunks: others' changes come in between.
            var some = await _writer.Make(0, isLarge: true, changes => changes.DeleteSomeChunks(owner, from, below), cancellationToken).ConfigureAwait(false);
            if (some is { } result) return result;
        }
    }

    /// <inheritdoc/>
    public Task<StorageResult> Erase(OwnerEpoch owner, CancellationToken cancellationToken) =>
        _writer.Make(0, isLarge: false, changes => changes.Erase(owner), cancellationToken);

    /// <summary>Makes what waits, copies the log into the file, and gives the file free.</summary>
    public async ValueTask DisposeAsync()
    {
        // A container does so for each service that this object is.
        if (_disposed) return;
        _disposed = true;
        try
        {
            await _writer.DisposeAsync().AsTask().Within(EndDeadline, _time);
            await _readers.DisposeAsync().AsTask().Within(EndDeadline, _time);
        }
        catch (TimeoutException)
        {
            // The disk hangs. The process ends anyway, and with it the lock; a connection in use must not be closed.
            LogNotClosed(Path);
            return;
        }

        _file.Dispose();
    }

    // The next page is read while the one before is worked on.
    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Read(
        Func<JournalReads, long, RowPage> read, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = await Next(from).ConfigureAwait(false);
        while (true)
        {
            from += page.Rows.Count;
            var next = page.IsLast ? null : Next(from);
            foreach (var row in page.Rows) yield return row;
            if (next is null) yield break;
            page = await next.ConfigureAwait(false);
        }

        Task<RowPage> Next(long number) => _readers.Read(reads => read(reads, number), cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} could not be closed in time; the next start recovers it")]
    private partial void LogNotClosed(string path);
}
