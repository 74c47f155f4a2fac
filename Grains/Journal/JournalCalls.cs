using Lockers.Grains.Journal.Storage;
using Lockers.Grains.Metrics;

namespace Lockers.Grains.Journal;

/// <summary>
/// The storage as one journal calls it: no call is waited for longer than its deadline. What became of a change that takes longer is not known.
/// </summary>
internal sealed class JournalCalls(IJournalStorage storage, string journal, TimeProvider time, GrainInstruments? measured = null)
{
    /// <summary>How long a call is waited for; in a read, each record or chunk.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>The journal's name.</summary>
    public string Journal => journal;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>What is measured; null where nothing is.</summary>
    public GrainInstruments? Measured => measured;

    /// <summary>The storage itself, for appends: each has the deadline of its batch.</summary>
    public IJournalStorage Storage => storage;

    /// <inheritdoc cref="IJournalStorage.ReadManifest"/>
    public Task<StoredManifest?> ReadManifest() => Call(late => storage.ReadManifest(journal, late));

    /// <inheritdoc cref="IJournalStorage.Create"/>
    public Task<OwnerEpoch?> Create(ReadOnlyMemory<byte> manifest) => Call(late => storage.Create(journal, manifest, late));

    /// <inheritdoc cref="IJournalStorage.TakeOver"/>
    public Task<bool> TakeOver(StoredManifest seen, ReadOnlyMemory<byte> manifest) => Call(late => storage.TakeOver(journal, seen, manifest, late));

    /// <inheritdoc cref="IJournalStorage.Swap"/>
    public Task<StorageResult> Swap(OwnerEpoch owner, long version, ReadOnlyMemory<byte> manifest) =>
        Call(late => storage.Swap(owner, version, manifest, late));

    /// <inheritdoc cref="IJournalStorage.ReadRecords"/>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadRecords(OwnerEpoch owner, long from) =>
        Read(late => storage.ReadRecords(owner, from, late));

    /// <inheritdoc cref="IJournalStorage.WriteChunk"/>
    public Task<StorageResult> WriteChunk(OwnerEpoch owner, SegmentId segment, int number, ReadOnlyMemory<byte> chunk) =>
        Call(late => storage.WriteChunk(owner, segment, number, chunk, late));

    /// <inheritdoc cref="IJournalStorage.ReadChunks"/>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunks(OwnerEpoch owner, SegmentId segment) =>
        Read(late => storage.ReadChunks(owner, segment, late));

    /// <inheritdoc cref="IJournalStorage.DeleteRecords"/>
    public Task<StorageResult> DeleteRecords(OwnerEpoch owner, long from, long below) =>
        Call(late => storage.DeleteRecords(owner, from, below, late));

    /// <inheritdoc cref="IJournalStorage.DeleteSegments"/>
    public Task<StorageResult> DeleteSegments(OwnerEpoch owner, SegmentId from, SegmentId below) =>
        Call(late => storage.DeleteSegments(owner, from, below, late));

    /// <inheritdoc cref="IJournalStorage.Erase"/>
    public Task<StorageResult> Erase(OwnerEpoch owner) => Call(late => storage.Erase(owner, late));

    private async Task<T> Call<T>(Func<CancellationToken, Task<T>> call)
    {
        using var late = new CancellationTokenSource(Deadline, time);
        return await Wait(call(late.Token), late.Token);
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Read(Func<CancellationToken, IAsyncEnumerable<ReadOnlyMemory<byte>>> read)
    {
        using var late = new CancellationTokenSource(Deadline, time);
        var records = read(late.Token).GetAsyncEnumerator(late.Token);
        Task<bool>? next = null;
        try
        {
            while (true)
            {
                next = records.MoveNextAsync().AsTask();
                if (!await Wait(next, late.Token)) yield break;

                // What the caller does meanwhile takes its own time.
                late.CancelAfter(Timeout.InfiniteTimeSpan);
                yield return records.Current;
                late.CancelAfter(Deadline);
            }
        }
        finally
        {
            if (next is { IsCompleted: false }) _ = End(records, next);
            else await records.DisposeAsync();
        }
    }

    // A read that was given up may be in the middle of a step, and cannot be ended there.
    private static async Task End(IAsyncEnumerator<ReadOnlyMemory<byte>> records, Task step)
    {
        await step.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await records.DisposeAsync();
    }

    private static async Task<T> Wait<T>(Task<T> task, CancellationToken late)
    {
        if (task.IsCompleted) return await task;
        task.Ignore();
        try
        {
            return await task.WaitAsync(late);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw new TimeoutException($"The storage did not answer within {Deadline.TotalSeconds:0} s.");
        }
    }
}
