using Lockers.Grains.Interfaces;
using Microsoft.Data.Sqlite;

namespace Lockers.Silo.Sqlite;

/// <summary>
/// The one thread that writes. Group commit: changes of all journals that wait are one transaction, which costs one fsync; changes that come
/// meanwhile make up the next one. SQLite's calls hold up the thread that makes them, so no other thread makes these.
/// </summary>
internal sealed partial class JournalWriter : IAsyncDisposable
{
    // What is written before the log is copied into the file, as one estimates it: a larger log copies fewer pages, and takes longer to read after a
    // crash. A change touches some pages beside its bytes.
    private const long CheckpointBytes = 16 * 1024 * 1024;
    private const int PageBytes = 3 * 4096;

    private readonly JournalFile _file;
    private readonly JournalChanges _changes;
    private readonly ILogger _log;
    private readonly ChangeQueue _queue = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _checkpoint;
    private long _sinceCheckpoint;
    private bool _failing;
    private bool _notCopied;
    private string? _said;

    /// <summary>Starts the thread.</summary>
    /// <param name="file">The file; the thread has its writing connection for itself.</param>
    /// <param name="service">Whose journals they are.</param>
    /// <param name="log">Says when changes begin to fail, and when they are made again.</param>
    public JournalWriter(JournalFile file, string service, ILogger log)
    {
        (_file, _log) = (file, log);
        _changes = new(file.Writer, service);
        _begin = new(file.Writer, "BEGIN IMMEDIATE");
        _commit = new(file.Writer, "COMMIT");
        _rollback = new(file.Writer, "ROLLBACK");
        _checkpoint = new(file.Writer, "PRAGMA wal_checkpoint(PASSIVE)");
        new Thread(Run) { IsBackground = true, Name = "SQLite writer" }.Start();
    }

    /// <summary>Makes a change.</summary>
    /// <param name="bytes">What it writes.</param>
    /// <param name="isLarge">It takes its time, and small ones need not wait for all of its kind.</param>
    /// <param name="run">Makes it, on the writer's thread, in a transaction; again where that was rolled back.</param>
    /// <param name="cancellationToken">Gives up: a change that still waits is not made any more.</param>
    /// <returns>What came of it, once it is committed.</returns>
    /// <exception cref="StorageUnavailableException">Too much waits, or the transaction was rolled back: it was not made, and will not be.</exception>
    /// <exception cref="IOException">Whether it is committed is not known.</exception>
    public Task<T> Make<T>(long bytes, bool isLarge, Func<JournalChanges, T> run, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        var change = new Change<T>(bytes, run, cancellationToken);
        try
        {
            _queue.Add(change, isLarge);
        }
        catch (StorageUnavailableException refusal)
        {
            return Task.FromException<T>(refusal);
        }

        return change.Made.WaitAsync(cancellationToken);
    }

    /// <summary>Makes what waits, and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _ended.Task;
    }

    private void Run()
    {
        var group = new List<Change>();
        while (_queue.Take(group, waits: !_changes.MaySweep))
        {
            group.RemoveAll(change => change.IsGivenUp);
            Write(group);
            group.Clear();
            if (_sinceCheckpoint > CheckpointBytes) Checkpoint();
        }

        foreach (var part in (IDisposable[])[_changes, _begin, _commit, _rollback, _checkpoint]) part.Dispose();
        _ended.SetResult();
    }

    private void Write(List<Change> group)
    {
        try
        {
            if (Commit(group) is SqliteException failure && !SqliteFailure.IsOfFile(failure) && group.Count > 1) WriteEach(group);
        }
        catch (Exception fault)
        {
            // A fault of this program. It must not end the thread, and what became of the changes is not known.
            LogFault(_log, fault);
            foreach (var change in group) change.Fail(new IOException($"The writer failed: {fault.Message}", fault));
            RollBack();
        }
    }

    // What is wrong with one journal, a damaged page for one, is not to be felt by the others.
    private void WriteEach(List<Change> group)
    {
        foreach (var change in group) Commit([change]);
    }

    /// <summary>Makes changes in one transaction, and tells those who wait.</summary>
    /// <returns>Why they could not be made; then they were told only if they are not to be tried one by one.</returns>
    private SqliteException? Commit(List<Change> group)
    {
        if (group.Count == 0 && !_changes.MaySweep) return null;
        if (_file.WhyNotOurs() is { } gone)
        {
            Fail(group, isOfFile: true, gone, () => new StorageUnavailableException(gone, notMade: true));
            return null;
        }

        var (isSweeping, isCommitting) = (group.Count == 0, false);
        try
        {
            RollBack();
            _begin.Run();
            foreach (var change in group) change.Run(_changes);
            isSweeping = true;
            if (_changes.MaySweep) _changes.Sweep();
            isCommitting = true;
            _commit.Run();
        }
        catch (SqliteException failure)
        {
            if (isSweeping) _changes.MaySweep = false;
            var isRolledBack = RollBack() && (!isCommitting || SqliteFailure.IsFull(failure));
            if (SqliteFailure.IsOfFile(failure) || group.Count <= 1)
                Fail(group, SqliteFailure.IsOfFile(failure), SqliteFailure.Explain(_file.Path, failure), () => SqliteFailure.OfChange(_file.Path, failure, isRolledBack));
            return failure;
        }

        // A commit into a file that has gone is none.
        if (_file.WhyNotOurs() is { } moved)
        {
            Fail(group, isOfFile: true, moved, () => new IOException(moved));
            return null;
        }

        foreach (var change in group)
        {
            _sinceCheckpoint += change.Bytes + PageBytes;
            change.Complete();
        }

        if (_failing && group.Count > 0)
        {
            (_failing, _changes.MaySweep) = (false, true);
            LogWrites(_log, _file.Path);
        }

        return null;
    }

    // An outage is said when it begins. What only some changes meet, a damaged page for one, is said once, though others are made in between.
    private void Fail(List<Change> group, bool isOfFile, string why, Func<Exception> failure)
    {
        _changes.MaySweep = false;
        if (isOfFile ? !_failing : _said != why) LogFails(_log, why);
        if (isOfFile) _failing = true;
        else _said = why;
        foreach (var change in group) change.Fail(failure());
    }

    // SQLite rolls back by itself on some failures, and then says that there is nothing to roll back.
    private bool RollBack()
    {
        try
        {
            if (SQLitePCL.raw.sqlite3_get_autocommit(_file.Writer.Handle) == 0) _rollback.Run();
            return true;
        }
        catch (SqliteException failure)
        {
            var why = SqliteFailure.Explain(_file.Path, failure);
            if (_said != why) LogFails(_log, _said = why);
            return false;
        }
    }

    // Behind the answers, so that nobody waits for it but the next group. Readers may keep it from copying all; the next one does.
    private void Checkpoint()
    {
        _sinceCheckpoint = 0;
        try
        {
            _checkpoint.Ask();
            if (_notCopied) LogCopied(_log, _file.Path);
            _notCopied = false;
        }
        catch (SqliteException failure)
        {
            if (!_notCopied) LogNotCopied(_log, failure, SqliteFailure.Explain(_file.Path, failure));
            _notCopied = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Changes are refused: {Why}")]
    private static partial void LogFails(ILogger log, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Changes are made in {Path} again")]
    private static partial void LogWrites(ILogger log, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write-ahead log could not be copied into the file, and grows meanwhile. {Why}")]
    private static partial void LogNotCopied(ILogger log, Exception failure, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "The write-ahead log is copied into {Path} again")]
    private static partial void LogCopied(ILogger log, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "The writer of journals failed")]
    private static partial void LogFault(ILogger log, Exception fault);
}
