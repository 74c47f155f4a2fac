namespace Lockers.Grains.Journal;

/// <summary>What is known of a slot after writing to it.</summary>
internal enum SlotFate
{
    /// <summary>Nothing: the storage did not answer in time.</summary>
    Unknown,

    /// <summary>It holds the owner's batch.</summary>
    Batch,

    /// <summary>It holds the owner's claim or release.</summary>
    Word,

    /// <summary>It is another owner's.</summary>
    Taken,
}

/// <summary>Writes an owner's slots, one after the other.</summary>
internal sealed class SlotWriter(IRecordStore store, JournalOwner owner, Guid incarnation, long next, TimeProvider time)
{
    /// <summary>How long a slot is tried for. Whoever waits for it is told within little more.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(3);

    /// <summary>How long after that it is tried again.</summary>
    public static readonly TimeSpan SettleAfter = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>The slot that is written next. It stays the same as long as it is not known what it holds.</summary>
    public long Next { get; private set; } = next;

    /// <summary>What failed last.</summary>
    public Exception? LastError { get; private set; }

    /// <summary>Writes a slot that only says something.</summary>
    public Task<SlotFate> Write(SlotKind word) => Write(word, owner.Header(word, incarnation));

    /// <summary>Writes the next slot, again and again for a while where it is not known whether it was written.</summary>
    /// <returns>What the slot holds now: not what was meant, where an earlier write to it succeeded after all.</returns>
    public async Task<SlotFate> Write(SlotKind kind, ReadOnlyMemory<byte> slot)
    {
        var begun = time.GetTimestamp();
        while (GiveUpAfter - time.GetElapsedTime(begun) is var left && left > TimeSpan.Zero)
        {
            try
            {
                if (await Try(kind, slot).WaitAsync(left, time) is not (var fate and not SlotFate.Unknown)) continue;
                if (fate != SlotFate.Taken) Next++;
                return fate;
            }
            catch (Exception error)
            {
                LastError = error;
                await Task.Delay(RetryAfter, time);
            }
        }

        return SlotFate.Unknown;
    }

    private async Task<SlotFate> Try(SlotKind kind, ReadOnlyMemory<byte> slot)
    {
        var name = RecordNames.Slot(Next);
        try
        {
            await store.Write(name, slot, null);
            return Fate(kind);
        }
        catch (RecordConflictException)
        {
            if (await store.Read(name) is not { } there) return SlotFate.Unknown;
            var header = RecordHeader.Decode(there.Bytes.Span, out _);
            if (header.Incarnation == incarnation) return header.Owner == owner.Id ? Fate(header.Kind) : SlotFate.Taken;

            // A write that was on its way when an earlier journal was erased. It is written over and not deleted: a deletion
            // that is late could take what comes in its place.
            await store.Write(name, slot, there.Etag);
            return Fate(kind);
        }
    }

    private static SlotFate Fate(SlotKind kind) => kind == SlotKind.Batch ? SlotFate.Batch : SlotFate.Word;
}
