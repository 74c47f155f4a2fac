using Lockers.Grains.Journal.Storage;

namespace Lockers.Silo.Postgres.Journals;

/// <summary>A log record or a chunk that waits to be written.</summary>
/// <param name="owner">Whose it is.</param>
/// <param name="segment">The ordinal of its segment; 0 for a record.</param>
/// <param name="number">Its number.</param>
/// <param name="bytes">What it holds.</param>
/// <param name="givenUp">Its writer does not wait any more.</param>
internal sealed class AppendRow(OwnerEpoch owner, long segment, long number, ReadOnlyMemory<byte> bytes, CancellationToken givenUp)
{
    private readonly TaskCompletionSource<StorageResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OwnerEpoch Owner => owner;

    public long Segment => segment;

    public long Number => number;

    public ReadOnlyMemory<byte> Bytes => bytes;

    public bool IsGivenUp => givenUp.IsCancellationRequested;

    /// <summary>What came of it.</summary>
    public Task<StorageResult> Result => _result.Task;

    /// <summary>Says what came of it.</summary>
    /// <param name="isOwned">Whether the journal was the owner's, so that the row is there.</param>
    public void End(bool isOwned) => _result.TrySetResult(isOwned ? StorageResult.Done : StorageResult.Fenced);

    public void Fail(Exception why)
    {
        _result.TrySetException(why);

        // Nobody may be waiting for it.
        _ = _result.Task.Exception;
    }
}
