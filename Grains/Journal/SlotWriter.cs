using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Journal;

/// <summary>What is known of a slot after writing to it.</summary>
internal enum SlotFate
{
    /// <summary>Nothing: the storage did not answer in time.</summary>
    Unknown,

    /// <summary>It was not written: the storage turned every attempt away.</summary>
    Refused,

    /// <summary>It holds the owner's batch.</summary>
    Batch,

    /// <summary>It holds the owner's claim or release.</summary>
    Word,

    /// <summary>It is another owner's.</summary>
    Taken,

    /// <summary>It was written and deleted: another owner has gone far beyond it, perhaps with this owner's batch.</summary>
    Passed,
}

/// <summary>Writes an owner's slots, one after the other.</summary>
internal sealed class SlotWriter(IRecordStore store, JournalOwner owner, ManifestFile manifest, long next, TimeProvider time)
{
    /// <summary>How long a slot is tried for. Whoever waits for it is told within little more.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(3);

    /// <summary>How long after that it is tried again.</summary>
    public static readonly TimeSpan SettleAfter = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    // The slot that was given up without knowing what it holds.
    private long _mayBeThere = -1;

    /// <summary>The slot that is written next. It stays the same as long as it is not known what it holds.</summary>
    public long Next { get; private set; } = next;

    /// <summary>What failed last.</summary>
    public Exception? LastError { get; private set; }

    /// <summary>Writes a slot that only says something.</summary>
    public Task<SlotFate> Write(SlotKind word) => Write(word, owner.Header(word, manifest.Current.Incarnation));

    /// <summary>Writes the next slot, again and again for a while where it was not written, or that is not known.</summary>
    /// <returns>What the slot holds now: not what was meant, where an earlier write to it succeeded after all.</returns>
    public async Task<SlotFate> Write(SlotKind kind, ReadOnlyMemory<byte> slot)
    {
        var begun = time.GetTimestamp();
        var mayBeThere = _mayBeThere == Next;
        while (GiveUpAfter - time.GetElapsedTime(begun) is var left && left > TimeSpan.Zero)
        {
            try
            {
                if (await Try(kind, slot).Within(left, time) is not (var fate and not SlotFate.Unknown)) continue;
                if (fate is SlotFate.Batch or SlotFate.Word) Next++;
                return fate;
            }
            catch (Exception error)
            {
                LastError = error;
                mayBeThere |= error is not StorageUnavailableException { NotMade: true };
                await Task.Delay(RetryAfter, time);
            }
        }

        if (!mayBeThere) return SlotFate.Refused;
        _mayBeThere = Next;
        return SlotFate.Unknown;
    }

    private async Task<SlotFate> Try(SlotKind kind, ReadOnlyMemory<byte> slot)
    {
        var (number, name) = (Next, RecordNames.Slot(Next));
        if (!await manifest.Begin()) return SlotFate.Taken;

        // Given up meanwhile, and settled since.
        if (number != Next) return SlotFate.Unknown;
        try
        {
            await store.Write(name, slot, null);
            return Fate(kind);
        }
        catch (RecordConflictException)
        {
            if (await store.Read(name) is not { } there) return SlotFate.Passed;
            var header = RecordHeader.Decode(there.Bytes.Span, out _);
            return header.Owner == owner.Id ? Fate(header.Kind) : SlotFate.Taken;
        }
    }

    private static SlotFate Fate(SlotKind kind) => kind == SlotKind.Batch ? SlotFate.Batch : SlotFate.Word;
}
