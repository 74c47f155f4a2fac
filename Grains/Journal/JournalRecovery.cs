namespace Lockers.Grains.Journal;

/// <summary>
/// Reads a journal into a state that is empty so far, and makes it the owner's, in two steps: the manifest's epoch is moved on,
/// so that an earlier owner cannot swap it any more; then the first slot that is missing is claimed, so that an earlier owner
/// which still writes meets the claim. A journal without records is begun with its first batch.
/// </summary>
internal sealed class JournalRecovery(IRecordStore store, JournalOwner owner, Action<ReadOnlyMemory<byte>> apply, Action clear)
{
    /// <summary>How often a recovery is begun again because an earlier owner replaced what was being read.</summary>
    public const int MaxTries = 10;

    private const int ChunksAhead = 3;
    private const int MaxSlotsAhead = 32;

    private readonly HashSet<Guid> _owners = [];
    private readonly HashSet<string> _previousNodes = [];
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
        if (await store.Read(RecordNames.Manifest) is not { } stored) return New();
        var manifest = Manifest.Decode(stored.Bytes.Span);
        _owners.Clear();
        _owners.Add(manifest.Owner);
        _previousNodes.Clear();
        _previousNodes.Add(manifest.Node);
        (_next, _tailBytes) = (manifest.FirstSlot, 0);
        if (!await ReadSegments(manifest)) return null;
        await ReadTail(manifest.Incarnation);

        // It may have been read across a swap and its deletes; from here on there are none but by an even later owner.
        manifest = manifest with { Epoch = manifest.Epoch + 1 };
        if (await Swap(manifest, stored.Etag) is not { } etag) return null;
        while (!await Claim(manifest.Incarnation)) await ReadTail(manifest.Incarnation);
        var claim = _next - 1;
        return await IsLatest(manifest, etag, claim)
            ? new(manifest, etag, _next, claim, _tailBytes, [.. _owners], [.. _previousNodes])
            : null;
    }

    private RecoveredJournal New()
    {
        var manifest = Manifest.New(owner);
        return new(manifest, null, manifest.FirstSlot, Manifest.NoFence, 0, [], []);
    }

    private async Task<string?> Swap(Manifest manifest, string etag)
    {
        try
        {
            return await store.Write(RecordNames.Manifest, manifest.Encode(), etag);
        }
        catch (RecordConflictException)
        {
            return null;
        }
    }

    /// <summary>Whether no later owner came before the claim. One that has compacted does not look where the claim is.</summary>
    private async Task<bool> IsLatest(Manifest manifest, string etag, long claim)
    {
        var now = await store.Read(RecordNames.Manifest);
        if (now?.Etag == etag) return true;
        var found = now is { } there ? Manifest.Decode(there.Bytes.Span) : null;
        if (found?.Incarnation != manifest.Incarnation || claim < found.FirstSlot) await store.Delete(RecordNames.Slot(claim));
        return false;
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
    private async Task ReadTail(Guid incarnation)
    {
        await foreach (var slot in Ahead(Slots(_next), MaxSlotsAhead))
        {
            if (slot is not { } there) return;
            var header = RecordHeader.Decode(there.Bytes.Span, out var entries);
            if (header.Incarnation != incarnation) throw new InvalidDataException("A slot belongs to another journal.");
            apply(there.Bytes[^entries.Length..]);
            Passed(header, there.Bytes.Length);
        }
    }

    private void Passed(RecordHeader header, int bytes)
    {
        _next++;
        _tailBytes += bytes;
        _owners.Add(header.Owner);

        // Who wrote a batch had outlived everyone before; who claimed may have ended before that.
        if (header.Kind != SlotKind.Claim) _previousNodes.Clear();
        if (header.Kind != SlotKind.Release && header.Owner != owner.Id) _previousNodes.Add(header.Node);
    }

    private async Task<bool> Claim(Guid incarnation)
    {
        var claim = owner.Header(SlotKind.Claim, incarnation);
        try
        {
            await store.Write(RecordNames.Slot(_next), claim, null);
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
