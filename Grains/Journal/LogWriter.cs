using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal.Storage;
using Lockers.Grains.Metrics;

namespace Lockers.Grains.Journal;

/// <summary>What is known of a record after appending it.</summary>
internal enum AppendResult
{
    /// <summary>Nothing: the storage did not answer in time.</summary>
    Unknown,

    /// <summary>It is not there, and will not be: the storage turned every attempt away.</summary>
    Refused,

    /// <summary>It is there.</summary>
    Appended,

    /// <summary>The journal has another owner; the record may be there from an attempt before, if its outcome was not known.</summary>
    Fenced,
}

/// <summary>
/// Appends an owner's records, one after the other. A record whose outcome is not known is resolved by appending it again, the same bytes under the
/// same number; another one takes that number only when the record is surely not there.
/// </summary>
internal sealed class LogWriter(JournalCalls calls, OwnedManifest manifest, long next, uint crc)
{
    /// <summary>How long a record is tried for. Its callers are told within little more.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(3);

    /// <summary>How long after that it is tried again.</summary>
    public static readonly TimeSpan ResolveAfter = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>The number of the next record.</summary>
    public long Next { get; private set; } = next;

    /// <summary>The CRC of the last record that was appended.</summary>
    public uint Crc { get; private set; } = crc;

    /// <summary>Whether the next record may be there: an attempt to append it has failed, and may be carried out yet.</summary>
    public bool MayBeThere { get; private set; }

    /// <summary>What is measured; null where nothing is.</summary>
    public GrainInstruments? Measured => calls.Measured;

    /// <summary>What failed last.</summary>
    public Exception? LastError { get; private set; }

    /// <summary>Appends a batch, again and again for a while where it was not appended, or that is not known.</summary>
    public async Task<AppendResult> Append(Batch batch)
    {
        batch.Seal(Crc);
        var begun = calls.Time.GetTimestamp();
        while (GiveUpAfter - calls.Time.GetElapsedTime(begun) is var left && left > TimeSpan.Zero)
        {
            using var late = new CancellationTokenSource(left, calls.Time);
            try
            {
                if (await Wait(Try(batch.Record, late.Token), late.Token) != StorageResult.Done) return AppendResult.Fenced;
                (Next, Crc, MayBeThere) = (Next + 1, batch.Crc, false);
                Measured?.Committed(calls.Time.GetElapsedTime(begun), batch.Changes, batch.Length);
                return AppendResult.Appended;
            }
            catch (Exception error)
            {
                LastError = late.IsCancellationRequested ? new TimeoutException($"The storage did not answer within {GiveUpAfter.TotalSeconds:0} s.") : error;
                MayBeThere |= error is not StorageUnavailableException { NotMade: true };
                await Task.Delay(RetryAfter, calls.Time);
            }
        }

        return MayBeThere ? AppendResult.Unknown : AppendResult.Refused;
    }

    private Task<StorageResult> Try(ReadOnlyMemory<byte> record, CancellationToken late) =>
        manifest.Owner is { } owner ? calls.Storage.Append(owner, Next, record, late) : TryFirst(record, late);

    // The journal comes to be with its first record.
    private async Task<StorageResult> TryFirst(ReadOnlyMemory<byte> record, CancellationToken late)
    {
        var number = Next;
        if (!await manifest.Begin()) return StorageResult.Fenced;

        // Given up meanwhile: another attempt has the word.
        late.ThrowIfCancellationRequested();
        return await calls.Storage.Append(manifest.Owner!.Value, number, record, late);
    }

    private static Task<StorageResult> Wait(Task<StorageResult> append, CancellationToken late)
    {
        if (append.IsCompleted) return append;
        append.Ignore();
        return append.WaitAsync(late);
    }
}
