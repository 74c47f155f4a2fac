namespace Lockers.Grains.Journal;

/// <summary>
/// Reads a journal into a state that is empty so far, and makes it the owner's: the first slot that is missing is claimed, so
/// that an earlier owner which still writes meets the claim. A journal without records is not claimed: its first batch is.
/// </summary>
internal sealed class JournalRecovery(IRecordStore store, JournalOwner owner, Action<ReadOnlyMemory<byte>> apply, Action clear)
{
    /// <summary>How often a recovery is begun again because an earlier owner replaced what was being read.</summary>
    public const int MaxTries = 10;

    private const int ChunksAhead = 3;
    private const int MaxSlotsAhead = 32;

    private readonly HashSet<Guid> _owners = [];
    private string? _previousNode;
    private string? _stray;
    private long _next;
    private long _tailBytes;

    /// <summary>Reads and claims.</summary>
    public async Task<RecoveredJournal> Run()
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            clear();
            if (await Try() is { } recovered) return recovered;
        }

        throw new InvalidOperationException($"A journal was replaced {MaxTries} times while it was being read.");
    }

    private async Task<RecoveredJournal?> Try()
    {
        var stored = await store.Read(RecordNames.Manifest);
        var manifest = stored is { } found ? Manifest.Decode(found.Bytes.Span) : null;
        _owners.Clear();
        _previousNode = manifest?.Node;
        if (manifest is not null) _owners.Add(manifest.Owner);
        if (manifest is not null && !await ReadSegments(manifest)) return null;

        (_next, _tailBytes) = (manifest?.FirstSlot ?? 0, 0);
        var incarnation = manifest?.Incarnation;
        while (true)
        {
            incarnation = await ReadTail(incarnation);
            if (incarnation is null) return new(Manifest.None(Guid.NewGuid()), null, 0, 0, [], null);
            if (await Claim(incarnation.Value)) break;
        }

        // A slot is also missing when an earlier owner has put it into a snapshot and deleted it meanwhile.
        var now = await store.Read(RecordNames.Manifest);
        if (now?.Etag != stored?.Etag)
        {
            await store.Delete(RecordNames.Slot(_next - 1));
            return null;
        }

        return new(manifest ?? Manifest.None(incarnation.Value), stored?.Etag, _next, _tailBytes, [.. _owners], _previousNode);
    }

    private async Task<bool> ReadSegments(Manifest manifest)
    {
        var names = manifest.Segments.SelectMany(
            segment => Enumerable.Range(0, segment.Chunks).Select(number => RecordNames.Chunk(segment, number)));
        await foreach (var chunk in Ahead(names, ChunksAhead))
        {
            if (chunk is not { } there) return false;
            apply(there.Bytes[^TreeChunks.Entries(there.Bytes.Span).Length..]);
        }

        return true;
    }

    /// <summary>Reads slots up to the first that is missing.</summary>
    /// <returns>The journal's incarnation; null where there is no record at all.</returns>
    private async Task<Guid?> ReadTail(Guid? incarnation)
    {
        _stray = null;
        await foreach (var slot in Ahead(Slots(_next), MaxSlotsAhead))
        {
            if (slot is not { } there) return incarnation;
            var header = RecordHeader.Decode(there.Bytes.Span, out var entries);
            if (header.Incarnation != (incarnation ??= header.Incarnation))
            {
                // A write that was on its way when an earlier journal was erased: the claim takes its place.
                _stray = there.Etag;
                return incarnation;
            }

            apply(there.Bytes[^entries.Length..]);
            Passed(header, there.Bytes.Length);
        }

        return incarnation;
    }

    private void Passed(RecordHeader header, int bytes)
    {
        _next++;
        _tailBytes += bytes;
        _owners.Add(header.Owner);
        _previousNode = header.Kind == SlotKind.Release ? null : header.Node;
    }

    private async Task<bool> Claim(Guid incarnation)
    {
        var claim = owner.Header(SlotKind.Claim, incarnation);
        try
        {
            await store.Write(RecordNames.Slot(_next), claim, _stray);
        }
        catch (RecordConflictException)
        {
            return false;
        }

        _next++;
        _tailBytes += claim.Length;
        return true;
    }

    private static IEnumerable<string> Slots(long from)
    {
        for (var slot = from; ; slot++) yield return RecordNames.Slot(slot);
    }

    /// <summary>Reads records in order, some ahead: one at first, then twice as many each time, up to the most.</summary>
    private async IAsyncEnumerable<StoredRecord?> Ahead(IEnumerable<string> names, int most)
    {
        var reads = new Queue<Task<StoredRecord?>>();
        using var next = names.GetEnumerator();
        for (var ahead = 1; ; ahead = Math.Min(ahead * 2, most))
        {
            while (reads.Count < ahead && next.MoveNext()) reads.Enqueue(store.Read(next.Current));
            if (!reads.TryDequeue(out var read)) yield break;
            yield return await read;
        }
    }
}
