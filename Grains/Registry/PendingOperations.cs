using Lockers.Grains.Activation;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Registry;

/// <summary>
/// Carries out what the registry has decided and other grains have to do: closes, clears and loads of lockers, drops and loads of peers. A
/// decision is persisted in one batch with what follows from it, so it is carried out whatever happens meanwhile: a call that fails is made
/// again, by the next activation if need be. The state, and not this class's memory, says what is pending; <see cref="Resume"/> runs what is
/// found there and does not run: after an activation, and after an outcome that was in doubt is resolved.
/// </summary>
/// <remarks>
/// A locker or peer that does not answer, or refuses, holds up nobody else. A call that takes longer than <see cref="MaxWait"/> goes on, but
/// gives its turn to others, and its requests are told. A bulk operation notes what such a one has still to do as an operation of its own,
/// and ends.
/// </remarks>
/// <param name="state">What is kept.</param>
/// <param name="work">The lockers and peers.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
/// <param name="bulkEnded">What is to be done when a bulk operation has ended, whether a request waits for it or not.</param>
/// <param name="leaving">Cancelled when grains leave the node: the registry's next activation goes on, and no request waits for it here.</param>
internal sealed partial class PendingOperations(
    RegistryRecords state, IPendingWork work, TimeProvider time, ILogger log, Action? bulkEnded = null, CancellationToken leaving = default) : IDisposable
{
    /// <summary>How long a request waits for what is pending, and a call keeps others waiting.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    private const int LabelsAtOnce = 1000;
    private const string BulkName = "everything";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, PendingRun> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PendingRun> _peers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PendingRun> _replacements = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _some = new(FanOut.Parallelism, FanOut.Parallelism);
    private PendingRun? _bulk;
    private bool _stopped;

    /// <summary>Whether something is still to be carried out for a label.</summary>
    public bool IsPending(string label) => _labels.ContainsKey(label) || state.Working.Pending(label) is not null;

    /// <summary>Whether a bulk operation is still to be carried out.</summary>
    public bool IsBulkPending => _bulk is not null || state.Working.Bulk is not null;

    /// <summary>Completes when nothing is pending for a label, though something may be when the caller goes on.</summary>
    /// <exception cref="StorageUnavailableException">It takes longer than <see cref="MaxWait"/>; nothing was changed.</exception>
    public ValueTask Wait(string label) =>
        IsPending(label) ? new(Wait(() => IsPending(label) ? Run(label) : null, $"Locker {LockerName.Of(label)}")) : default;

    /// <summary>Completes when no bulk operation is pending.</summary>
    /// <inheritdoc cref="Wait(string)" path="/exception"/>
    public ValueTask WaitForBulk() => IsBulkPending ? new(Wait(() => IsBulkPending ? RunBulk() : null, "Everything")) : default;

    /// <summary>Completes when nothing is pending for a peer.</summary>
    /// <inheritdoc cref="Wait(string)" path="/exception"/>
    public async ValueTask WaitForPeer(string peer)
    {
        while (IsPeerPending(peer))
        {
            if (IsReplacingPeers) await WaitForBulk();
            else await Wait(() => IsReplacing(peer) ? RunReplacement(peer) : IsDropping(peer) ? RunDrop(peer) : null, $"Peer '{peer}'");
        }
    }

    /// <summary>Runs what is pending for a label, once that is committed.</summary>
    public PendingRun Run(string label) => Run(_labels, label, run => Advance(label, run));

    /// <summary>Runs the bulk operation, once it is committed.</summary>
    public PendingRun RunBulk()
    {
        if (_bulk is { } running) return running;
        var run = _bulk = new PendingRun();
        run.Whole = Repeat(run, BulkName, () => CarryOutBulk(run), () =>
        {
            _bulk = null;
            bulkEnded?.Invoke();
        });
        return run;
    }

    /// <summary>Runs a peer's drop, once it is committed.</summary>
    public PendingRun RunDrop(string peer) => Run(_peers, peer, _ => Drop(peer));

    /// <summary>Runs everything that the state says is pending and that does not run.</summary>
    public void Resume()
    {
        if (_stopped) return;
        if (state.Working.Bulk is not null) RunBulk();
        foreach (var label in state.Working.NotedLabels().ToList()) Run(label);
        foreach (var peer in state.Working.PeerDrops().ToList()) RunDrop(peer);
        foreach (var peer in state.Working.PeersReplacing().ToList()) RunReplacement(peer);
    }

    /// <summary>Makes no further calls: the activation ends.</summary>
    public void Stop() => _stopped = true;

    /// <inheritdoc/>
    public void Dispose() => _some.Dispose();

    /// <summary>What came of a decision that is carried out.</summary>
    /// <param name="run">How it is.</param>
    /// <param name="what">What it is about.</param>
    /// <param name="wait">How long it is waited for.</param>
    /// <exception cref="StorageUnavailableException">It takes longer, or the registry leaves its node. It is carried out all the same.</exception>
    public async Task<LockerStats> First(PendingRun run, string what, TimeSpan wait)
    {
        try
        {
            return await run.First.Within(wait, time, leaving);
        }
        catch (Exception late) when (late is TimeoutException && run.IsUnderWay || late is OperationCanceledException && leaving.IsCancellationRequested)
        {
            throw new StorageUnavailableException($"It is decided for {what}, and is still being carried out.", notMade: false);
        }
    }

    /// <summary>Whether something is still to be carried out for a peer.</summary>
    public bool IsPeerPending(string peer) => IsReplacingPeers || IsReplacing(peer) || IsDropping(peer);

    private bool IsReplacingPeers => state.Working.Bulk is { HasPeers: true };

    private bool IsReplacing(string peer) => _replacements.ContainsKey(peer) || !state.Working.Replacing(peer).IsEmpty;

    private bool IsDropping(string peer) => _peers.ContainsKey(peer) || state.Working.Dropping(peer) is not null;

    private async Task Wait(Func<PendingRun?> pending, string what)
    {
        var begun = time.GetTimestamp();
        while (pending() is { } run)
        {
            var left = MaxWait - time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero || _stopped || leaving.IsCancellationRequested) throw new StorageUnavailableException($"{what} is still being changed.", notMade: true);
            await Task.WhenAny(run.Whole, Task.Delay(left, time, leaving));
        }
    }

    private PendingRun RunReplacement(string peer) => Run(_replacements, peer, _ => Replace(peer));

    private PendingRun Run(Dictionary<string, PendingRun> runs, string name, Func<PendingRun, Task<LockerStats?>> attempt)
    {
        if (runs.TryGetValue(name, out var running)) return running;
        var run = runs[name] = new PendingRun();
        run.Whole = Repeat(run, name, () => attempt(run), () => runs.Remove(name));
        return run;
    }

    /// <summary>Makes attempts until one gives what went; null where there is nothing more to do.</summary>
    private async Task Repeat(PendingRun run, string name, Func<Task<LockerStats?>> attempt, Action ended)
    {
        await Task.Yield();
        var pause = FirstPause;
        for (var failures = 0; !_stopped; failures++)
        {
            try
            {
                // In doubt nothing is known to be pending, nor to be done.
                await state.Flush();
                var went = await attempt() ?? default;
                if (failures > 0 || run.IsSlow) LogCarriedOut(name, failures);
                ended();
                run.Succeed(went);
                return;
            }
            catch (Exception error)
            {
                run.Fail(PartlyMade.IsForNow(error) ? PartlyMade.Unknown(error) : error);
                if (failures == 0) LogNotYet(error, name);
            }

            await Task.Delay(pause, time);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
        }

        ended();
        run.Fail(new StorageUnavailableException("The registry is moving to another node.", notMade: false));
    }

    // What is not committed is not decided, and may be taken back; more may have been applied while a flush was under way.
    private async Task<T?> Decided<T>(Func<RegistryView, T?> pending)
        where T : struct, IEquatable<T>
    {
        while (pending(state.Working) is { } found)
        {
            if (pending(state.Committed) is { } committed && committed.Equals(found)) return found;
            await state.Flush();
        }

        return null;
    }

    private async Task<LockerStats?> Advance(string label, PendingRun run)
    {
        LockerStats? went = null;
        while (await Decided(view => view.Pending(label)) is { } advance)
        {
            if (advance is not { Ended: 0, Next: 0 }) went = await Advance(advance, run);

            // Something may have been decided meanwhile.
            if (state.Working.Pending(label) == advance) state.Finish(label);
            await state.Flush();
        }

        return went;
    }

    // A turn is given back in time by every call, so the wait for one ends.
    private async Task<LockerStats> Advance(GenerationAdvance advance, PendingRun run)
    {
        await _some.WaitAsync();
        var renewed = Called(advance);
        try
        {
            return await renewed.Within(MaxWait, time);
        }
        catch (TimeoutException late) when (!renewed.IsCompleted)
        {
            run.Fail(NotTold($"locker {LockerName.Of(advance.Label)}", late));
            if (run.BecomesSlow()) LogSlow(advance.Label, MaxWait.TotalSeconds);
        }
        finally
        {
            _some.Release();
        }

        return await renewed;
    }

    private async Task<LockerStats> Called(GenerationAdvance advance) => await work.Advance(advance);

    private async Task<LockerStats?> Replace(string peer)
    {
        while (await Decided<BulkOperation>(view => view.Replacing(peer) is [var next, ..] ? next : null) is { } bulk)
        {
            var holds = await work.Replace(peer, bulk).AsTask().Within(MaxWait, time);

            // A later decision may have taken over some of its sections.
            if (state.Working.Replacing(peer) is [var still, ..] && still == bulk) state.EndReplacement(peer, holds);
            await state.Flush();
        }

        return default(LockerStats);
    }

    private async Task<LockerStats?> Drop(string peer)
    {
        if (await Decided(view => view.Dropping(peer)) is not { } drop) return null;
        var gone = await work.Drop(drop);

        // A load or a drop of everything may have taken its place.
        if (state.Working.Dropping(peer) is { } still && still.Equals(drop)) state.EndPeerDrop(peer, gone);
        await state.Flush();
        return default(LockerStats);
    }

    private async Task<LockerStats?> CarryOutBulk(PendingRun run)
    {
        if (await Decided(view => view.Bulk) is not { } bulk) return null;
        // One locker that cannot be told must not keep peers from registering.
        var lockers = CarryOutLockers();
        var peers = bulk.HasPeers ? CarryOutPeers(bulk) : Task.FromResult<StorageUnavailableException?>(null);
        await Task.WhenAll(lockers, peers);
        var (went, notTold) = await lockers;
        if (state.Working.Bulk is { } whole) state.EndBulk(whole);
        await state.Flush();
        if ((notTold ?? await peers) is { } failure) run.Fail(failure);
        return went;
    }

    private async Task<(LockerStats Went, StorageUnavailableException? NotTold)> CarryOutLockers()
    {
        var (went, failed) = (default(LockerStats), (StorageUnavailableException?)null);
        var notTold = new HashSet<string>(StringComparer.Ordinal);
        while (state.Working.BulkLabels().Where(label => !notTold.Contains(label)).ToList() is { Count: > 0 } labels)
        {
            foreach (var some in labels.Chunk(LabelsAtOnce))
            {
                // Lockers that nothing was ever put into have nobody to be told.
                var used = some.Where(label => state.Working.Pending(label) is not { Ended: 0, Next: 0 }).ToList();
                foreach (var label in some.Except(used)) state.Finish(label);
                await state.Flush();
                foreach (var (label, first) in used.Select(label => (label, Run(label).First)).ToList())
                {
                    try
                    {
                        went = went.Plus(await first);
                    }
                    catch (Exception error) when (!_stopped)
                    {
                        // The others do not wait for it, nor does the next decision.
                        failed ??= NotTold($"locker {LockerName.Of(label)}", error);
                        notTold.Add(label);
                        state.NoteAlone(label);
                    }
                }

                await state.Flush();
            }
        }

        return (went, failed);
    }

    private async Task<StorageUnavailableException?> CarryOutPeers(BulkOperation bulk)
    {
        StorageUnavailableException? failed = null;
        var notTold = new List<string>();
        var view = state.Working;
        var peers = view.Peers().Union(bulk.Load == 0 ? [] : view.StagedPeers(bulk.Load)).ToList();
        foreach (var some in peers.Chunk(LabelsAtOnce))
        {
            await FanOut.ForEach(some, async peer =>
            {
                try
                {
                    if (IsReplacing(peer)) throw new StorageUnavailableException("It has still to do its part of an earlier decision.", notMade: false);
                    state.List(peer, await work.Replace(peer, bulk).AsTask().Within(MaxWait, time));
                }
                catch (Exception error) when (!_stopped)
                {
                    failed ??= NotTold($"peer '{peer}'", error);
                    notTold.Add(peer);
                    state.NoteReplacement(peer, bulk);
                }
            });
            await state.Flush();
        }

        state.EndPeersOf(bulk);
        await state.Flush();
        foreach (var peer in notTold) RunReplacement(peer);
        return failed;
    }

    private static StorageUnavailableException NotTold(string what, Exception why) => new(
        $"It is decided, and {what} could not be told yet; it is told again until it has done its part. {why.Message}", notMade: false);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was decided for {Name} could not be carried out yet and is tried again until it is")]
    private partial void LogNotYet(Exception error, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Locker {Label} has not done what was decided for it within {Seconds} s; it is waited for, and others go on")]
    private partial void LogSlow(string label, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "What was decided for {Name} is carried out. Failures before: {Failures}")]
    private partial void LogCarriedOut(string name, int failures);
}
