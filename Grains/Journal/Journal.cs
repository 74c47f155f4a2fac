using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Journal;

/// <summary>
/// Makes the changes of one grain durable. Group commit: changes that are applied while a batch is being appended form the next batch, and each
/// batch is one log record. The storage appends records of the journal's owner only, so of two owners one is fenced. All of it runs on its
/// grain's thread.
/// </summary>
/// <remarks>
/// A batch whose outcome stays unknown puts the journal in doubt: the batch fails, and the state goes back to what is committed.
/// In doubt nothing is accepted and nothing is acknowledged, until the owner resolves the record: it appends the same record again, which is
/// committed with that at the latest, and applies the batch's changes again. Then <see cref="JournalEvents.Troubled"/> tells the grain, which
/// looks again at everything that it has decided.
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
    private readonly OwnedManifest _manifest;
    private readonly Compactor _compactor;
    private readonly LogWriter _log;
    private readonly Queue<Batch> _closed = [];
    private readonly TimeProvider _time;
    private Batch? _open;
    private Batch? _last;
    private StorageUnavailableException? _refusal;
    private long _closedBytes;
    private bool _flushing;
    private bool _leaving;

    public Journal(
        JournalCalls calls, IJournaled state, JournalOwner owner, RecoveredJournal recovered, JournalEvents events, JournalLimits limits)
    {
        (_state, _events, _time) = (state, events, calls.Time);
        _manifest = new OwnedManifest(calls, owner.Id, recovered.Manifest, recovered.Stored);
        _compactor = new Compactor(calls, owner, _manifest, recovered, limits, () => state.MayServe, events.CompactionTroubled);
        _log = new LogWriter(calls, _manifest, recovered.NextRecord, recovered.Crc);
    }

    /// <summary>Whether another owner has taken over: then what is committed here may be old.</summary>
    public bool IsFenced { get; private set; }

    /// <summary>Whether the outcome of a batch is not known: it may still turn out to be committed.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>Completes when no compaction is under way, nor garbage collection.</summary>
    public Task Compacted => _compactor.Idle;

    /// <summary>Why compaction failed, if it did.</summary>
    public Exception? CompactionFailure => _compactor.Failure;

    /// <summary>Says that no earlier owner can answer any more: see <see cref="Compactor.EarlierOwnersEnded"/>.</summary>
    public void EarlierOwnersEnded() => _compactor.EarlierOwnersEnded();

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
        if (_closedBytes + (_open?.Length ?? 0) > MaxWaitingBytes)
            throw new StorageUnavailableException($"More than {MaxWaitingBytes} bytes wait to be committed here.", notMade: true);
    }

    /// <summary>Adds a change that was applied to a tree of the working state to the open batch.</summary>
    public void Add(int tree, in Mutation m)
    {
        _open ??= _last = new Batch();
        _open.Add(tree, m);
    }

    /// <summary>
    /// Completes when everything that was added so far is committed. One task serves all that wait for one batch. Fails in doubt, for a
    /// caller that added nothing too: what it has decided by may not be what is committed.
    /// </summary>
    public Task<Outcome> Committed()
    {
        if (_last is not { } last) return _refusal is { } why ? Task.FromException<Outcome>(why) : AllCommitted;
        if (!_flushing) _ = Flush();
        else if (_open?.Length >= MaxBatchBytes) CloseOpen();
        return last.Committed;
    }

    /// <summary>
    /// Ends it: batches that are open are committed first, and the next owner is told that it need not wait for this one. The journal of an
    /// empty state is erased.
    /// </summary>
    public async Task Leave()
    {
        _leaving = true;
        while (_last is { Committed: Task committed })
        {
            // Something may be applied that nobody waits for.
            if (!_flushing) _ = Flush();
            await committed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        var resolved = _refusal is null;
        // Who asks now may have applied something that is committed.
        _refusal ??= new StorageUnavailableException("This activation has ended.", notMade: false);
        await _compactor.Stop();
        if (!resolved || _manifest.Owner is null) return;
        if (_state.IsEmpty) await _compactor.Erase();
        else await _compactor.Release();
    }

    private async Task Flush()
    {
        _flushing = true;
        try
        {
            while (NextBatch() is { } batch)
            {
                switch (await _log.Append(batch))
                {
                    case AppendResult.Appended:
                        Commit(batch);
                        break;
                    case AppendResult.Refused:
                        TurnAway();
                        break;
                    case AppendResult.Fenced:
                        Fence(notMade: !_log.MayBeThere);
                        break;
                    default:
                        Doubt(batch);
                        break;
                }
            }
        }
        catch (Exception error)
        {
            Break(error);
        }

        _flushing = false;
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
        _closedBytes += _open.Length;
        _open = null;
    }

    private void Commit(Batch batch)
    {
        _closed.Dequeue();
        _closedBytes -= batch.Length;
        if (_last == batch) _last = null;
        _compactor.Grew(batch.Length, batch.Crc);
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

    // Nothing was appended, so nothing is in doubt: who asks again may be luckier.
    private void TurnAway()
    {
        Refuse("The storage does not keep up.", notMade: true);
        _refusal = null;
    }

    private void Doubt(Batch unknown)
    {
        IsInDoubt = true;
        Refuse("The storage does not answer.", notMade: false);
        _events.Troubled?.Invoke(_log.LastError);
        _log.Measured?.InDoubt(unknown.Changes);
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
    /// <param name="notMade">Whether the batch that was being appended is known not to be there; those behind it never are.</param>
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
            var result = AppendResult.Unknown;
            while (result is AppendResult.Unknown or AppendResult.Refused)
            {
                await Task.Delay(LogWriter.ResolveAfter, _time);
                if (_leaving) return;
                result = await _log.Append(unknown);
            }

            if (result == AppendResult.Fenced) Fence(notMade: true);
            else Resolved(unknown);
        }
        catch (Exception error)
        {
            Break(error);
        }
    }

    private void Resolved(Batch batch)
    {
        _state.Replay(batch.Entries);
        _state.Commit(_state.Mark());
        _compactor.Grew(batch.Length, batch.Crc);
        if (_leaving) return;
        _refusal = null;
        IsInDoubt = false;
        _events.Troubled?.Invoke(null);
    }
}
