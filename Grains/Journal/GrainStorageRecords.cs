using System.Data.Common;
using Lockers.Grains.Interfaces;
using Orleans.Storage;

namespace Lockers.Grains.Journal;

/// <summary>
/// The records of a grain's journal in an Orleans grain storage: one row each, whose state name is the record's. The storage
/// is called outside of the grain's turns: on them, each of its steps would wait behind the grain's other work, and that
/// behind the steps.
/// </summary>
/// <param name="storage">The storage.</param>
/// <param name="table">Its shortcut, if it has one.</param>
/// <param name="grain">The grain.</param>
/// <param name="time">The clock.</param>
internal sealed class GrainStorageRecords(IGrainStorage storage, IRecordTable? table, GrainId grain, TimeProvider time) : IRecordStore
{
    /// <summary>How long a call may take. What became of one that takes longer is not known.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private const int DeletesAtOnce = 8;

    // What every row has that was written once.
    private const string FirstEtag = "1";

    // That a key is there already, as PostgreSQL says it.
    private const string UniqueViolation = "23505";

    /// <inheritdoc/>
    public async Task<StoredRecord?> Read(string name)
    {
        var state = new GrainState<RawRecord>(new RawRecord());
        await Call(() => storage.ReadStateAsync(name, grain, state));
        return state.RecordExists ? new(state.State!.Bytes, state.ETag!) : null;
    }

    /// <inheritdoc/>
    public async Task<string> Write(string name, ReadOnlyMemory<byte> bytes, string? etag)
    {
        if (etag is null && table is not null)
        {
            using var deadline = NewDeadline();
            return await table.Insert(grain, name, bytes, deadline.Token) ? FirstEtag : throw new RecordConflictException(name);
        }

        var state = State(bytes, etag);
        try
        {
            await Call(() => storage.WriteStateAsync(name, grain, state));
            return state.ETag!;
        }
        catch (Exception error) when (IsConflict(error))
        {
            throw new RecordConflictException(name);
        }
    }

    /// <inheritdoc/>
    public async Task Delete(string name)
    {
        try
        {
            await Delete(name, FirstEtag);
        }
        catch (RecordConflictException)
        {
            // Nearly always it is not there; a record that was written over has a later version.
            if (await Read(name) is { } there) await Delete(name, there.Etag);
        }
    }

    /// <inheritdoc/>
    public async Task Delete(IReadOnlyCollection<string> names)
    {
        if (table is null)
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = DeletesAtOnce };
            await Parallel.ForEachAsync(names, options, async (name, _) => await Delete(name));
            return;
        }

        using var deadline = NewDeadline();
        await Call(() => table.Delete(grain, names, deadline.Token));
    }

    /// <inheritdoc/>
    public async Task Delete(string name, string etag)
    {
        try
        {
            await Call(() => storage.ClearStateAsync(name, grain, State(default, etag)));
        }
        catch (Exception error) when (IsConflict(error))
        {
            throw new RecordConflictException(name);
        }
    }

    private CancellationTokenSource NewDeadline() => new(Deadline, time);

    private Task Call(Func<Task> call) => Task.Run(call).Within(Deadline, time);

    private static GrainState<RawRecord> State(ReadOnlyMemory<byte> bytes, string? etag) =>
        new(new RawRecord { Bytes = bytes }, etag) { RecordExists = etag is not null };

    private static bool IsConflict(Exception error) =>
        error is InconsistentStateException or DbException { SqlState: UniqueViolation }
        || (error.InnerException is { } inner && IsConflict(inner));
}
