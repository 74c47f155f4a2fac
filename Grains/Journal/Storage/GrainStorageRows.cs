using System.Data.Common;
using Orleans.Storage;

namespace Lockers.Grains.Journal.Storage;

/// <summary>
/// Rows of bytes in an Orleans grain storage, by a grain's key and a state's name. Storages take no token: a call that is given up goes on, and
/// what becomes of it is not known.
/// </summary>
internal sealed class GrainStorageRows(IGrainStorage storage)
{
    // Of a row that was written once, in the storages that count.
    private const string FirstEtag = "1";

    // That a key is there already, as PostgreSQL says it.
    private const string UniqueViolation = "23505";

    /// <summary>Reads a row.</summary>
    /// <returns>The row; null where there is none.</returns>
    public async Task<GrainStorageRow?> Read(GrainId grain, string name, CancellationToken cancellationToken)
    {
        var state = new GrainState<RawRecord>(new RawRecord());
        await Call(() => storage.ReadStateAsync(name, grain, state), cancellationToken);
        return state.RecordExists ? new(state.State!.Bytes, state.ETag!) : null;
    }

    /// <summary>Writes a row whole.</summary>
    /// <param name="grain">Its grain.</param>
    /// <param name="name">Its name.</param>
    /// <param name="bytes">What it holds. Nobody writes to them any more.</param>
    /// <param name="etag">The version that it replaces; null for a row that must not be there yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The version written; null where another version is there, or none is.</returns>
    public async Task<string?> Write(
        GrainId grain, string name, ReadOnlyMemory<byte> bytes, string? etag, CancellationToken cancellationToken)
    {
        var state = State(bytes, etag);
        try
        {
            await Call(() => storage.WriteStateAsync(name, grain, state), cancellationToken);
            return state.ETag!;
        }
        catch (Exception error) when (IsConflict(error))
        {
            return null;
        }
    }

    /// <summary>Deletes a row, if it is there; it is not written any more.</summary>
    public async Task Delete(GrainId grain, string name, CancellationToken cancellationToken)
    {
        var etag = FirstEtag;
        while (!await Delete(grain, name, etag, cancellationToken))
        {
            // Nearly always it is not there; a row that was written over has a later version.
            if (await Read(grain, name, cancellationToken) is not { } there) return;
            etag = there.Etag;
        }
    }

    private async Task<bool> Delete(GrainId grain, string name, string etag, CancellationToken cancellationToken)
    {
        try
        {
            await Call(() => storage.ClearStateAsync(name, grain, State(default, etag)), cancellationToken);
            return true;
        }
        catch (Exception error) when (IsConflict(error))
        {
            return false;
        }
    }

    // A storage may take its time before its first await.
    private static Task Call(Func<Task> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var calling = Task.Run(call, CancellationToken.None);
        calling.Ignore();
        return calling.WaitAsync(cancellationToken);
    }

    private static GrainState<RawRecord> State(ReadOnlyMemory<byte> bytes, string? etag) =>
        new(new RawRecord { Bytes = bytes }, etag) { RecordExists = etag is not null };

    private static bool IsConflict(Exception error) =>
        error is InconsistentStateException or DbException { SqlState: UniqueViolation }
        || (error.InnerException is { } inner && IsConflict(inner));
}

/// <summary>A row that was read.</summary>
/// <param name="Bytes">What it holds.</param>
/// <param name="Etag">Its version.</param>
internal readonly record struct GrainStorageRow(ReadOnlyMemory<byte> Bytes, string Etag);
