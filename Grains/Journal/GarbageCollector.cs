using Lockers.Grains.Journal.Storage;

namespace Lockers.Grains.Journal;

/// <summary>
/// Deletes what a journal's manifest does not name: the segments between and around those that it names, up to this owner's next one, and the
/// records from the oldest to the log's first. Names of segments and numbers of records are never used again, so a delete that is carried out
/// late meets nothing that is needed.
/// </summary>
/// <param name="calls">The storage.</param>
/// <param name="manifest">The manifest; resolved whenever something is collected.</param>
/// <param name="collected">Whether there is no garbage to begin with.</param>
/// <param name="goOn">Throws when it is time to stop.</param>
internal sealed class GarbageCollector(JournalCalls calls, OwnedManifest manifest, bool collected, Action goOn)
{
    /// <summary>The most records that one call deletes.</summary>
    public const int MaxRecordsAtOnce = 1024;

    // The first segment that was named when everything before it was deleted.
    private SegmentId? _collectedBelow;
    private long _ordinal;

    /// <summary>Whether there is no garbage, as far as can be known: a call that was given up may still leave some.</summary>
    public bool IsCollected { get; private set; } = collected;

    /// <summary>No record before this one is there.</summary>
    public long OldestRecord { get; private set; } = manifest.Current.OldestRecord;

    /// <summary>The name of a new segment, which is garbage as long as no manifest names it.</summary>
    public SegmentId NextSegment()
    {
        Left();
        return new(manifest.Owner!.Value.Epoch, _ordinal++);
    }

    /// <summary>Says that there is garbage.</summary>
    public void Left() => IsCollected = false;

    /// <summary>Deletes all garbage.</summary>
    /// <exception cref="JournalFencedException">Another owner has come.</exception>
    public async Task Collect()
    {
        await manifest.Resolve();
        if (IsCollected) return;
        var now = manifest.Current;
        var from = new SegmentId(0, 0);
        foreach (var segment in now.Segments)
        {
            if (segment.Id != from && (from != default || segment.Id != _collectedBelow)) await DeleteSegments(from, segment.Id);
            from = segment.Id with { Ordinal = segment.Ordinal + 1 };
        }

        var next = new SegmentId(manifest.Owner!.Value.Epoch, _ordinal);
        if (from != next) await DeleteSegments(from, next);
        _collectedBelow = now.Segments is [var first, ..] ? first.Id : null;
        for (; OldestRecord < now.FirstRecord; OldestRecord = Math.Min(OldestRecord + MaxRecordsAtOnce, now.FirstRecord))
        {
            goOn();
            var below = Math.Min(OldestRecord + MaxRecordsAtOnce, now.FirstRecord);
            Demand(await calls.DeleteRecords(manifest.Owner.Value, OldestRecord, below));
        }

        IsCollected = true;
    }

    private async Task DeleteSegments(SegmentId from, SegmentId below)
    {
        goOn();
        Demand(await calls.DeleteSegments(manifest.Owner!.Value, from, below));
    }

    private void Demand(StorageResult result)
    {
        if (result == StorageResult.Fenced) throw new JournalFencedException(calls.Journal);
    }
}
