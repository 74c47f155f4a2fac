namespace Lockers.Grains.Journal;

/// <summary>
/// Keeps a journal short. When the tail has grown past half of the snapshot, a new snapshot is written from a version of the
/// trees while stores go on; a tail of many small slots is folded into a segment before that. Either way the manifest is
/// swapped, and only then is deleted what it no longer names. Interrupted anywhere, the journal is that of the old manifest
/// or of the new one, and <see cref="Leftovers"/> finds what neither needs.
/// </summary>
internal sealed class Compactor
{
    private const int SlotsAtOnce = 16;

    private readonly IRecordStore _store;
    private readonly JournalOwner _owner;
    private readonly JournalLimits _limits;
    private readonly ManifestFile _manifest;
    private readonly Leftovers _leftovers;
    private readonly long _fence;
    private readonly Func<bool> _mayServe;
    private readonly Action<Exception?>? _troubled;
    private long _next;
    private long _tailBytes;
    private Task _work = Task.CompletedTask;
    private int _failures;
    private long _skip;
    private bool _stopping;
    private bool _broken;

    /// <param name="store">The storage.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="manifest">The journal's manifest.</param>
    /// <param name="recovered">Where the journal was found.</param>
    /// <param name="limits">When it is time.</param>
    /// <param name="mayServe">Whether the owner may still answer: one that may not is about to be replaced, and begins nothing.</param>
    /// <param name="troubled">As <see cref="JournalEvents.CompactionTroubled"/>.</param>
    public Compactor(
        IRecordStore store,
        JournalOwner owner,
        ManifestFile manifest,
        RecoveredJournal recovered,
        JournalLimits limits,
        Func<bool> mayServe,
        Action<Exception?>? troubled = null)
    {
        (_store, _owner, _manifest, _limits, _mayServe, _troubled) = (store, owner, manifest, limits, mayServe, troubled);
        (_next, _tailBytes, _fence) = (recovered.NextSlot, recovered.TailBytes, recovered.Claim);
        _leftovers = new(store, _manifest, recovered.Owners, GoOn);
    }

    /// <summary>Completes when nothing is under way.</summary>
    public Task Idle => _work;

    /// <summary>Why the last attempt failed, if it did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether it is time to compact, and nothing is under way.</summary>
    public bool IsDue => _work.IsCompleted && _skip == 0 && !_manifest.IsLost && (IsSnapshotDue || _next - _manifest.Current.FirstSlot > _limits.MaxTailSlots);

    private bool IsSnapshotDue =>
        _tailBytes + _manifest.Current.FoldedBytes > Math.Max(_limits.MinTailBytes, _manifest.Current.SnapshotBytes / 2);

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
                if (_broken) await Skip();
                _broken = true;
                if (IsSnapshotDue) await Compact(TreeChunks.Render(version, _limits.ChunkBytes), [], upTo);
                else await Compact(Fold(upTo), _manifest.Current.Segments, upTo);
                _broken = false;
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
    /// <exception cref="RecordConflictException">Another owner has come; the journal is its.</exception>
    public async Task Erase()
    {
        await _leftovers.Delete();
        DemandMember();
        await Swap([], _next, Manifest.NoFence);
        await _leftovers.Delete();
        await _manifest.Delete();
    }

    private async Task Try(Func<Task> work)
    {
        try
        {
            await work();
            if (_failures > 0) _troubled?.Invoke(null);
            (_failures, Failure) = (0, null);
        }
        catch (Exception error)
        {
            // Tried again after some more slots: the tail grows meanwhile, and nothing is lost.
            Failure = error;
            if (_failures == 0 && error is not OperationCanceledException) _troubled?.Invoke(error);
            _skip = 16L << Math.Min(_failures++, 8);
            if (_broken) await CleanUp();
        }
    }

    // An owner that has been replaced has no other chance to, and nobody may look for its chunks after it.
    private async Task CleanUp()
    {
        try
        {
            await _leftovers.Delete();
        }
        catch (Exception error)
        {
            Failure = error;
        }
    }

    /// <summary>
    /// Leaves out a generation. What an attempt that failed was about to delete may still be deleted, whenever: so the next
    /// one names its chunks otherwise.
    /// </summary>
    private async Task Skip()
    {
        await Swap(_manifest.Current.Segments, _manifest.Current.FirstSlot, _fence);

        // The next one lists only what this one consists of.
        await _leftovers.Delete();
    }

    private async Task Compact(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks, IEnumerable<Segment> before, long upTo)
    {
        var (generation, count, bytes) = (_manifest.Current.Generation + 1, 0, 0L);
        await foreach (var chunk in chunks)
        {
            GoOn();
            DemandMember();
            _leftovers.Expect(generation, _owner.Id, count + 1);
            await _store.Write(RecordNames.Chunk(generation, _owner.Id, count), chunk, null);
            count++;
            bytes += chunk.Length;
        }

        GoOn();
        DemandMember();
        await Swap([.. before, new Segment(generation, _owner.Id, count, bytes)], upTo, _fence);
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

            if (bytes < _limits.ChunkBytes) continue;
            yield return TreeChunks.Join(pieces);
            (pieces, bytes) = ([], 0);
        }

        if (bytes > 0) yield return TreeChunks.Join(pieces);
    }

    private Task Swap(IReadOnlyCollection<Segment> segments, long firstSlot, long fence)
    {
        var now = _manifest.Current;
        return _manifest.Swap(now with
        {
            Generation = now.Generation + 1,
            Owner = _owner.Id,
            Node = _owner.Node,
            Segments = [.. segments],
            FirstSlot = firstSlot,
            Fence = fence,
            OldSegments = [.. now.Segments.Except(segments)],
            OldFirstSlot = now.FirstSlot,
            OldFence = now.Fence,
        });
    }

    private void GoOn()
    {
        if (_stopping) throw new OperationCanceledException();
    }

    private void DemandMember()
    {
        if (!_mayServe()) throw new OperationCanceledException("This node cannot show that it is still a member.");
    }
}
