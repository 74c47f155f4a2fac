namespace Lockers.Grains.Journal;

/// <summary>
/// Keeps a journal short. When the tail has grown past half of the snapshot, a new snapshot is written from a version of the
/// trees while stores go on; a tail of many small slots is folded into a segment before that. Either way the manifest is
/// swapped, and only then is deleted what it no longer names. Interrupted anywhere, the journal is that of the old manifest
/// or of the new one, and <see cref="Leftovers"/> finds what neither needs.
/// </summary>
internal sealed class Compactor
{
    /// <summary>The tail may always have as many bytes.</summary>
    public const int MinTailBytes = 1024 * 1024;

    /// <summary>A tail of more slots is folded: reading a slot back costs a call, however small it is.</summary>
    public const int MaxTailSlots = 4096;

    private const int SlotsAtOnce = 16;

    private readonly IRecordStore _store;
    private readonly JournalOwner _owner;
    private readonly ManifestFile _manifest;
    private readonly Leftovers _leftovers;
    private long _next;
    private long _tailBytes;
    private Task _work = Task.CompletedTask;
    private int _failures;
    private long _skip;
    private volatile bool _stopping;

    public Compactor(IRecordStore store, JournalOwner owner, RecoveredJournal recovered)
    {
        (_store, _owner) = (store, owner);
        (_next, _tailBytes) = (recovered.NextSlot, recovered.TailBytes);
        _manifest = new(store, recovered.Manifest, recovered.Etag);
        _leftovers = new(store, _manifest, owner.Id, recovered.Owners, GoOn);
    }

    /// <summary>The journal's incarnation.</summary>
    public Guid Incarnation => _manifest.Current.Incarnation;

    /// <summary>Completes when nothing is under way.</summary>
    public Task Idle => _work;

    /// <summary>Why the last attempt failed, if it did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether it is time to compact, and nothing is under way.</summary>
    public bool IsDue => _work.IsCompleted && _skip == 0 && (IsSnapshotDue || _next - _manifest.Current.FirstSlot > MaxTailSlots);

    private bool IsSnapshotDue =>
        _tailBytes + _manifest.Current.FoldedBytes > Math.Max(MinTailBytes, _manifest.Current.SnapshotBytes / 2);

    /// <summary>Notes that a slot was written.</summary>
    public void Grew(int bytes)
    {
        _next++;
        _tailBytes += bytes;
        if (_skip > 0) _skip--;
    }

    /// <summary>Deletes in the background what earlier owners left behind.</summary>
    public void Tidy() => _work = Try(_leftovers.Delete);

    /// <summary>Compacts in the background.</summary>
    /// <param name="version">The state with all slots so far; disposed at the end.</param>
    public void Start(TreeVersion version)
    {
        var upTo = _next;
        _work = Try(async () =>
        {
            using (version)
            {
                var bytes = _tailBytes;
                await _leftovers.Delete();
                if (IsSnapshotDue) await Compact(TreeChunks.Render(version), [], upTo);
                else await Compact(Fold(upTo), _manifest.Current.Segments, upTo);
                _tailBytes -= bytes;
                await _leftovers.Delete();
            }
        });
    }

    /// <summary>Stops what is under way, between two of its steps.</summary>
    public async Task Stop()
    {
        _stopping = true;
        await _work;
        _stopping = false;
    }

    /// <summary>Deletes every record of a journal whose state is empty. Interrupted, it leaves the journal of an empty state.</summary>
    public async Task Erase()
    {
        await _leftovers.Delete();
        await Swap([], _next);
        await _leftovers.Delete();

        // A deletion that may still be on its way could take a slot of the next journal: then the numbers must go on.
        if (!_leftovers.IsUnsure) await _manifest.Delete();
    }

    private async Task Try(Func<Task> work)
    {
        try
        {
            await work();
            (_failures, Failure) = (0, null);
        }
        catch (Exception error)
        {
            // Tried again after some more slots: the tail grows meanwhile, and nothing is lost.
            Failure = error;
            _skip = 16L << Math.Min(_failures++, 8);
        }
    }

    private async Task Compact(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, IEnumerable<Segment> before, long upTo)
    {
        var (generation, count, bytes) = (_manifest.Current.Generation + 1, 0, 0L);
        _leftovers.Expect(generation);
        await foreach (var chunk in chunks)
        {
            GoOn();
            await WriteChunk(RecordNames.Chunk(generation, _owner.Id, count), chunk);
            count++;
            bytes += chunk.Length;
        }

        GoOn();
        await Swap([.. before, new Segment(generation, _owner.Id, count, bytes)], upTo);
    }

    private async Task WriteChunk(string name, ReadOnlyMemory<byte> chunk)
    {
        try
        {
            await _store.Write(name, chunk, null);
        }
        catch (RecordConflictException)
        {
            // Of an attempt of this owner that failed. It is written over and not deleted first: see SlotWriter.
            var there = await _store.Read(name);
            await _store.Write(name, chunk, there?.Etag);
        }
    }

    /// <summary>The tail's slots as they were written, put together.</summary>
    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Fold(long upTo)
    {
        var (pieces, bytes) = (new List<ReadOnlyMemory<byte>>(), 0);
        for (var slot = _manifest.Current.FirstSlot; slot < upTo; slot += SlotsAtOnce)
        {
            var (first, count) = (slot, (int)Math.Min(SlotsAtOnce, upTo - slot));
            foreach (var read in await Task.WhenAll(Enumerable.Range(0, count).Select(at => _store.Read(RecordNames.Slot(first + at)))))
            {
                var there = read ?? throw new InvalidOperationException("A slot of the tail is missing.");
                RecordHeader.Decode(there.Bytes.Span, out var entries);
                pieces.Add(there.Bytes[^entries.Length..]);
                bytes += entries.Length;
            }

            if (bytes < TreeChunks.ChunkBytes) continue;
            yield return TreeChunks.Join(pieces);
            (pieces, bytes) = ([], 0);
        }

        if (bytes > 0) yield return TreeChunks.Join(pieces);
    }

    private Task Swap(IReadOnlyCollection<Segment> segments, long firstSlot)
    {
        var now = _manifest.Current;
        return _manifest.Swap(now with
        {
            Generation = now.Generation + 1,
            Owner = _owner.Id,
            Node = _owner.Node,
            Segments = [.. segments],
            FirstSlot = firstSlot,
            OldSegments = [.. now.Segments.Except(segments)],
            OldFirstSlot = now.FirstSlot,
        });
    }

    private void GoOn()
    {
        if (_stopping) throw new OperationCanceledException();
    }
}
