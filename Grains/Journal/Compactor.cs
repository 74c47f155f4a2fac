using System.Buffers.Binary;
using System.Collections.Immutable;
using Lockers.Grains.Journal.Storage;

namespace Lockers.Grains.Journal;

/// <summary>
/// Keeps a journal short. When the log has grown past half of the checkpoint, a new checkpoint is written from a version of the trees while stores
/// go on; a log of many small records is folded into a segment before that. Either way the manifest is swapped, and only then is deleted what it
/// no longer names. Interrupted anywhere, the journal is that of the old manifest or of the new one; the rest is garbage.
/// </summary>
internal sealed class Compactor
{
    private readonly JournalCalls _calls;
    private readonly JournalOwner _owner;
    private readonly JournalLimits _limits;
    private readonly OwnedManifest _manifest;
    private readonly GarbageCollector _garbage;
    private readonly Func<bool> _mayServe;
    private readonly Action<Exception?>? _troubled;

    // Nodes of earlier owners that may still answer.
    private ImmutableArray<string> _previousNodes;
    private long _next;
    private uint _crc;
    private long _bytes;

    // How many of those bytes come before the log's first record, and what they will be once the swap that was begun last takes effect.
    private long _bytesBefore;
    private (long First, long BytesBefore) _begun;
    private Task _work = Task.CompletedTask;
    private int _failures;
    private long _skip;
    private bool _stopping;

    /// <param name="calls">The storage.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="manifest">The journal's manifest.</param>
    /// <param name="recovered">Where the journal was found.</param>
    /// <param name="limits">When it is time.</param>
    /// <param name="mayServe">Whether the owner may still answer: one that may not is about to be replaced, and begins nothing.</param>
    /// <param name="troubled">As <see cref="JournalEvents.CompactionTroubled"/>.</param>
    public Compactor(
        JournalCalls calls,
        JournalOwner owner,
        OwnedManifest manifest,
        RecoveredJournal recovered,
        JournalLimits limits,
        Func<bool> mayServe,
        Action<Exception?>? troubled = null)
    {
        (_calls, _owner, _manifest, _limits, _mayServe, _troubled) = (calls, owner, manifest, limits, mayServe, troubled);
        (_next, _crc, _bytes, _previousNodes) = (recovered.NextRecord, recovered.Crc, recovered.TailBytes, recovered.PreviousNodes);
        _garbage = new(calls, manifest, recovered.Collected, GoOn);
    }

    /// <summary>Completes when nothing is under way.</summary>
    public Task Idle => _work;

    /// <summary>Why the last attempt failed, if it did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether it is time to compact, and nothing is under way.</summary>
    public bool IsDue => _work.IsCompleted && _skip == 0 && !_manifest.IsLost && IsLong;

    private bool IsLong => IsCheckpointDue || _next - _manifest.Current.FirstRecord > _limits.MaxTailRecords;

    private bool IsCheckpointDue =>
        _bytes - _bytesBefore + _manifest.Current.FoldedBytes > Math.Max(_limits.MinTailBytes, _manifest.Current.CheckpointBytes / 2)
        || _manifest.Current.Segments.Length >= _limits.MaxSegments;

    /// <summary>Says that a record was appended.</summary>
    public void Grew(int bytes, uint crc)
    {
        _next++;
        _crc = crc;
        _bytes += bytes;
        if (_skip > 0) _skip--;
    }

    /// <summary>Says that no earlier owner can answer any more, and clears up after them in the background.</summary>
    public void EarlierOwnersEnded()
    {
        _previousNodes = [];
        if (_manifest.Owner is null) return;
        _work = Try(isCompaction: false, async () =>
        {
            await _garbage.Collect();
            if (_manifest.Current.Nodes.Any(node => node != _owner.Node)) await Swap(_manifest.Current);
        });
    }

    /// <summary>Compacts in the background.</summary>
    /// <param name="version">The state with all records so far; disposed at the end.</param>
    public void Start(TreeVersion version)
    {
        var (next, crc, bytes) = (_next, _crc, _bytes);
        _work = Try(isCompaction: true, async () =>
        {
            using (version)
            {
                await Resolve();
                await _garbage.Collect();
                if (!IsLong) return;
                var folds = !IsCheckpointDue;
                var written = await Write(folds ? Fold(next) : TreeChunks.Render(version, _limits.ChunkBytes));
                var before = folds ? _manifest.Current.Segments : [];
                _begun = (next, bytes);
                await Swap(_manifest.Current with
                {
                    Segments = written is null ? before : before.Add(written),
                    FirstRecord = next,
                    Crc = crc,
                    OldestRecord = _garbage.OldestRecord,
                    Revision = version.Revision,
                });
                _garbage.Left();
                await _garbage.Collect();
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

    /// <summary>Says that this owner answers no more. The next owner need not wait until its node has lost the right to answer.</summary>
    /// <exception cref="JournalFencedException">Another owner has come.</exception>
    public async Task Release()
    {
        await Resolve();
        await _manifest.Swap(_manifest.Current with
        {
            Nodes = _previousNodes.Remove(_owner.Node),
            OldestRecord = _garbage.OldestRecord,
            Collected = _garbage.IsCollected,
        });
    }

    /// <summary>Erases the journal of an empty state.</summary>
    /// <exception cref="JournalFencedException">Another owner has come; the journal is its.</exception>
    public Task Erase()
    {
        DemandServing();
        return _manifest.Erase();
    }

    private async Task Try(bool isCompaction, Func<Task> work)
    {
        var (measured, begun) = (isCompaction ? _calls.Measured : null, _calls.Time.GetTimestamp());
        try
        {
            await work();
            measured?.Compacted(_calls.Time.GetElapsedTime(begun));
            if (_failures > 0) _troubled?.Invoke(null);
            (_failures, Failure) = (0, null);
        }
        catch (Exception error)
        {
            // Tried again after some more records: the log grows meanwhile, and nothing is lost.
            Failure = error;
            var isStopped = error is OperationCanceledException or JournalFencedException;
            if (!isStopped) measured?.NotCompacted();
            if (_failures == 0 && !isStopped) _troubled?.Invoke(error);
            _skip = 16L << Math.Min(_failures++, 8);
        }
    }

    /// <summary>Writes a segment.</summary>
    /// <returns>The segment; null where there is nothing in it.</returns>
    private async Task<Segment?> Write(IAsyncEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var id = _garbage.NextSegment();
        var (count, bytes, crc) = (0, 0L, 0u);
        await foreach (var chunk in chunks)
        {
            GoOn();
            DemandServing();
            if (await _calls.WriteChunk(_manifest.Owner!.Value, id, count, chunk) == StorageResult.Fenced) throw new JournalFencedException(_owner.Journal);
            count++;
            bytes += chunk.Length;
            crc = BinaryPrimitives.ReadUInt32LittleEndian(chunk.Span[1..]);
        }

        return count == 0 ? null : new(id.Epoch, id.Ordinal, count, bytes, crc);
    }

    /// <summary>The log's records as they were appended, put together.</summary>
    private async IAsyncEnumerable<ReadOnlyMemory<byte>> Fold(long below)
    {
        var (pieces, bytes, crc) = (new List<ReadOnlyMemory<byte>>(), 0, 0u);
        var (number, read) = (_manifest.Current.FirstRecord, _manifest.Current.Crc);
        await foreach (var record in _calls.ReadRecords(_manifest.Owner!.Value, number))
        {
            pieces.Add(LogRecord.Open(record, ref read, new(_owner.Journal, number)));
            bytes += record.Length;
            if (++number == below) break;
            if (bytes < _limits.ChunkBytes) continue;
            yield return TreeChunks.Join(pieces, ref crc);
            (pieces, bytes) = ([], 0);
        }

        if (number < below) throw new InvalidDataException($"{new RecordPlace(_owner.Journal, number)} is missing.");
        if (bytes > 0) yield return TreeChunks.Join(pieces, ref crc);
    }

    private async Task Swap(Manifest next)
    {
        GoOn();
        DemandServing();
        await _manifest.Swap(next with { Nodes = Manifest.With(_previousNodes, _owner.Node), Collected = false });
        Swapped();
    }

    private async Task Resolve()
    {
        await _manifest.Resolve();
        Swapped();
    }

    private void Swapped()
    {
        if (_manifest.Current.FirstRecord == _begun.First) _bytesBefore = _begun.BytesBefore;
    }

    private void GoOn()
    {
        if (_stopping) throw new OperationCanceledException();
    }

    private void DemandServing()
    {
        if (!_mayServe()) throw new OperationCanceledException("This node cannot show that it is still a member.");
    }
}
