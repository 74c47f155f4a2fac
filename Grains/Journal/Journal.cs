using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Journal;

/// <summary>
/// Makes the changes of one grain durable. What is applied while a batch is on its way makes up the next one; a batch is one
/// new slot, written once, so of two owners only one can write it. All of it runs on its grain's thread.
/// </summary>
/// <remarks>
/// A batch whose outcome stays unknown puts the journal in doubt: the batch fails, and the state goes back to what is committed.
/// In doubt nothing is accepted and nothing is acknowledged, until the owner resolves the slot: it claims the slot, or finds that the
/// batch was committed after all and applies it again. Then <see cref="JournalEvents.Troubled"/> tells the grain, which looks again at
/// everything that it has decided.
/// </remarks>
internal sealed class Journal
{
    /// <summary>A batch that has as many bytes is closed at the next chance.</summary>
    public const int MaxBatchBytes = 4 * 1024 * 1024;

    /// <summary>The most bytes that wait to be committed; texts are turned away beyond.</summary>
    public const int MaxWaitingBytes = 64 * 1024 * 1024;

    private static readonly Task<Outcome> AllCommitted = Task.FromResult(Outcome.Done);

    private readonly IJournaled _state;
    private readonly JournalEvents _events;
    private readonly ManifestFile _manifest;
    private readonly Compactor _compactor;
    private readonly SlotWriter _slots;
    private readonly byte[] _header;
    private readonly Queue<Batch> _closed = [];
    private readonly TimeProvider _time;
    private Batch? _open;
    private Batch? _last;
    private StorageUnavailableException? _refusal;
    private long _closedBytes;
    private bool _flying;
    private bool _leaving;

    public Journal(
        IRecordStore store,
        IJournaled state,
        JournalOwner owner,
        RecoveredJournal recovered,
        JournalEvents events,
        TimeProvider time,
        JournalLimits limits)
    {
        (_state, _events, _time) = (state, events, time);
        _manifest = new ManifestFile(store, recovered.Manifest, recovered.Etag);
        _compactor = new Compactor(store, owner, _manifest, recovered, limits, () => state.MayServe, events.CompactionTroubled);
        _slots = new SlotWriter(store, owner, _manifest, recovered.NextSlot, time);
        _header = owner.Header(SlotKind.Batch, recovered.Manifest.Incarnation);
    }

    /// <summary>Whether another owner has taken over: then what is committed here may be old.</summary>
    public bool IsFenced { get; private set; }

    /// <summary>Whether the outcome of a batch is not known: it may still turn out to be committed.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>Completes when no compaction is under way, nor the deleting of what is left of an earlier one.</summary>
    public Task Compacted => _compactor.Idle;

    /// <summary>Why compaction failed, if it did.</summary>
    public Exception? CompactionFailure => _compactor.Failure;

    /// <summary>Deletes what an earlier owner left behind.</summary>
    public void Tidy() => _compactor.Tidy();

    /// <summary>To be called before anything is applied.</summary>
    /// <exception cref="StorageUnavailableException">Nothing is accepted now.</exception>
    public void Demand()
    {
        if (_refusal is { } why) throw new StorageUnavailableException(why.Message, notMade: true);
    }

    /// <summary>To be called before a text is taken in.</summary>
    /// <exception cref="StorageUnavailableException">Too much waits to be committed already.</exception>
    public void DemandRoom()
    {
        if (_closedBytes + (_open?.Slot.Length ?? 0) > MaxWaitingBytes)
            throw new StorageUnavailableException($"More than {MaxWaitingBytes} bytes wait to be committed here.", notMade: true);
    }

    /// <summary>Notes a change that was applied to a tree of the working state.</summary>
    public void Note(int tree, in Mutation m)
    {
        _open ??= _last = new Batch(_header);
        _open.Add(tree, m);
    }

    /// <summary>
    /// Completes when everything that was noted so far is committed. One task serves all that wait for one batch. Fails in doubt, for a
    /// caller that noted nothing too: what it has decided by may not be what is committed.
    /// </summary>
    public Task<Outcome> Committed()
    {
        if (_last is not { } last) return _refusal is { } why ? Task.FromException<Outcome>(why) : AllCommitted;
        if (!_flying) _ = Fly();
        else if (_open?.Slot.Length >= MaxBatchBytes) CloseOpen();
        return last.Landed;
    }

    /// <summary>
    /// Ends it: what is on its way is awaited, and the next owner is told that it need not wait for this one. The journal of
    /// an empty state is erased.
    /// </summary>
    public async Task Leave()
    {
        _leaving = true;
        while (_last is { Landed: Task landed })
        {
            // Something may be applied that nobody waits for.
            if (!_flying) _ = Fly();
            await landed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        var settled = _refusal is null;
        _refusal ??= new StorageUnavailableException("This activation has ended.", notMade: true);
        await _compactor.Stop();
        if (!settled || !_manifest.Exists) return;
        if (_state.IsEmpty) await _compactor.Erase();
        else await _slots.Write(SlotKind.Release);
    }

    private async Task Fly()
    {
        _flying = true;
        try
        {
            while (NextBatch() is { } batch)
            {
                var fate = await _slots.Write(SlotKind.Batch, batch.Slot);
                if (fate == SlotFate.Batch) Land(batch);
                else if (fate == SlotFate.Unknown) GiveUp(batch);
                else if (fate == SlotFate.Refused) TurnAway();
                else Fence(notMade: fate == SlotFate.Taken);
            }
        }
        catch (Exception error)
        {
            Break(error);
        }

        _flying = false;
    }

    private Batch? NextBatch()
    {
        if (_closed.Count == 0 && _open is not null) CloseOpen();
        return _closed.TryPeek(out var batch) ? batch : null;
    }

    private void CloseOpen()
    {
        _open!.Close(_state.Mark());
        _closed.Enqueue(_open);
        _closedBytes += _open.Slot.Length;
        _open = null;
    }

    private void Land(Batch batch)
    {
        _closed.Dequeue();
        _closedBytes -= batch.Slot.Length;
        if (_last == batch) _last = null;
        _compactor.Grew(batch.Slot.Length);
        var version = batch.Version!;
        _state.Commit(version);
        if (!_leaving && _compactor.IsDue) _compactor.Start(version.Share());

        // A node that stood still may have been taken for dead meanwhile: then its successor says whether this counts.
        if (_state.MayServe) batch.Succeed();
        else batch.Fail(new StorageUnavailableException("This node cannot show that it is still a member.", notMade: false));
    }

    private void Fence(bool notMade)
    {
        IsFenced = true;
        Refuse("Another node has taken this over.", notMade);
        _events.Fenced?.Invoke();
    }

    // Nothing was written, so nothing is in doubt: who asks again may be luckier.
    private void TurnAway()
    {
        Refuse("The storage does not keep up.", notMade: true);
        _refusal = null;
    }

    private void GiveUp(Batch unknown)
    {
        IsInDoubt = true;
        Refuse("The storage does not answer.", notMade: false);
        _events.Troubled?.Invoke(_slots.LastError);
        _ = Resolve(unknown);
    }

    // A fault of the program's own: the next activation begins with what is committed.
    private void Break(Exception error)
    {
        IsFenced = true;
        Refuse("The state could not be kept up.", notMade: false);
        _events.Broken?.Invoke(error);
    }

    /// <summary>Refuses everything from now on, and takes back what is not committed.</summary>
    /// <param name="why">What those who wait are told.</param>
    /// <param name="notMade">Whether the batch that was being written is known not to be there; those behind it never are.</param>
    private void Refuse(string why, bool notMade)
    {
        _refusal = new StorageUnavailableException(why, notMade: false);
        var behind = new StorageUnavailableException(why, notMade: true);
        if (_closed.Count > 0) _closed.Dequeue().Discard(notMade ? behind : _refusal);
        foreach (var batch in _closed) batch.Discard(behind);
        _open?.Discard(behind);
        _closed.Clear();
        _closedBytes = 0;
        _open = _last = null;
        _state.Revert();
    }

    private async Task Resolve(Batch unknown)
    {
        try
        {
            await Settle(unknown);
        }
        catch (Exception error)
        {
            Break(error);
        }
    }

    /// <summary>Finds out what became of a batch that was given up, and accepts changes again.</summary>
    private async Task Settle(Batch unknown)
    {
        var fate = SlotFate.Unknown;
        while (fate is SlotFate.Unknown or SlotFate.Refused)
        {
            await Task.Delay(SlotWriter.SettleAfter, _time);
            if (_leaving) return;
            fate = await _slots.Write(SlotKind.Claim);
        }

        if (fate is SlotFate.Taken or SlotFate.Passed)
        {
            Fence(notMade: true);
            return;
        }

        if (fate == SlotFate.Batch)
        {
            _state.Replay(unknown.Entries);
            _state.Commit(_state.Mark());
        }

        _compactor.Grew(fate == SlotFate.Batch ? unknown.Slot.Length : _header.Length);
        if (_leaving) return;
        _refusal = null;
        IsInDoubt = false;
        _events.Troubled?.Invoke(null);
    }
}
