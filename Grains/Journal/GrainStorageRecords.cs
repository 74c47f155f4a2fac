using System.Data.Common;
using Orleans.Storage;

namespace Lockers.Grains.Journal;

/// <summary>The records of a grain's journal in an Orleans grain storage: one row each, whose state name is the record's.</summary>
internal sealed class GrainStorageRecords(IGrainStorage storage, GrainId grain, TimeProvider time) : IRecordStore
{
    /// <summary>How long a call may take. What became of one that takes longer is not known.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    // What every row has that was written once.
    private const string FirstEtag = "1";

    // That a key is there already, as PostgreSQL says it.
    private const string UniqueViolation = "23505";

    /// <inheritdoc/>
    public async Task<StoredRecord?> Read(string name)
    {
        var state = new GrainState<RawRecord>(new RawRecord());
        await storage.ReadStateAsync(name, grain, state).WaitAsync(Deadline, time);
        return state.RecordExists ? new(state.State!.Bytes, state.ETag!) : null;
    }

    /// <inheritdoc/>
    public async Task<string> Write(string name, ReadOnlyMemory<byte> bytes, string? etag)
    {
        var state = State(bytes, etag);
        try
        {
            await storage.WriteStateAsync(name, grain, state).WaitAsync(Deadline, time);
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
    public async Task Delete(string name, string etag)
    {
        try
        {
            await storage.ClearStateAsync(name, grain, State(default, etag)).WaitAsync(Deadline, time);
        }
        catch (Exception error) when (IsConflict(error))
        {
            throw new RecordConflictException(name);
        }
    }

    private static GrainState<RawRecord> State(ReadOnlyMemory<byte> bytes, string? etag) =>
        new(new RawRecord { Bytes = bytes }, etag) { RecordExists = etag is not null };

    private static bool IsConflict(Exception error) =>
        error is InconsistentStateException or DbException { SqlState: UniqueViolation }
        || (error.InnerException is { } inner && IsConflict(inner));
}
