using System.Runtime.CompilerServices;
using Lockers.Grains.Journal.Storage;

namespace Lockers.Tests.Shared.Journals;

/// <summary>Journals in memory, which outlast nodes. Changes wait or fail while a test says so. Nothing runs on another thread.</summary>
internal sealed class MemoryJournals : IJournalStorage
{
    private TaskCompletionSource? _held;

    /// <summary>What there is.</summary>
    public JournalTable Table { get; } = new();

    /// <summary>Whether every call fails.</summary>
    public bool IsAway { get; set; }

    /// <summary>Whether changes are made and fail all the same, and reads fail.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>From now on changes wait.</summary>
    public void Hold() => _held = new();

    /// <summary>The changes that waited are made, and those to come at once.</summary>
    public void Release()
    {
        var held = _held!;
        _held = null;
        held.SetResult();
    }

    /// <summary>The changes that waited are made, and those to come wait.</summary>
    public void ReleaseWaiting()
    {
        var held = _held!;
        Hold();
        held.SetResult();
    }

    public Task<StoredManifest?> ReadManifest(string journal, CancellationToken cancellationToken) => Read(() => Table.ReadManifest(journal));

    public Task<OwnerEpoch?> Create(string journal, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        Change(() => Table.Create(journal, manifest), cancellationToken);

    public Task<bool> TakeOver(string journal, StoredManifest seen, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        Change(() => Table.TakeOver(journal, seen, manifest), cancellationToken);

    public Task<StorageResult> Swap(OwnerEpoch owner, long version, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) =>
        Change(() => Table.Swap(owner, version, manifest), cancellationToken);

    public Task<StorageResult> Append(OwnerEpoch owner, long number, ReadOnlyMemory<byte> record, CancellationToken cancellationToken) =>
        Change(() => Table.Append(owner, number, record), cancellationToken);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadRecords(
        OwnerEpoch owner, long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = from; await Read(() => Table.ReadRecord(owner, number)) is { } record; number++)
        {
            yield return record;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public Task<StorageResult> WriteChunk(
        OwnerEpoch owner, SegmentId segment, int number, ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) =>
        Change(() => Table.WriteChunk(owner, segment, number, chunk), cancellationToken);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadChunks(
        OwnerEpoch owner, SegmentId segment, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var number = 0; await Read(() => Table.ReadChunk(owner, segment, number)) is { } chunk; number++)
        {
            yield return chunk;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public Task<StorageResult> DeleteRecords(OwnerEpoch owner, long from, long below, CancellationToken cancellationToken) =>
        Change(() => Table.DeleteRecords(owner, from, below), cancellationToken);

    public Task<StorageResult> DeleteSegments(OwnerEpoch owner, SegmentId from, SegmentId below, CancellationToken cancellationToken) =>
        Change(() => Table.DeleteSegments(owner, from, below), cancellationToken);

    public Task<StorageResult> Erase(OwnerEpoch owner, CancellationToken cancellationToken) => Change(() => Table.Erase(owner), cancellationToken);

    private Task<T> Read<T>(Func<T> read) => IsAway || LosesAnswers ? Task.FromException<T>(Away()) : Task.FromResult(read());

    private async Task<T> Change<T>(Func<T> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // A change that is given up while it waits is made all the same, as databases do.
        if (_held is { } held) await held.Task;
        if (IsAway) throw Away();
        var made = change();
        return LosesAnswers ? throw Away() : made;
    }

    private static IOException Away() => new("The storage is away.");
}
