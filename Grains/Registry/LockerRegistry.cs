using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Registry;

/// <summary>
/// What the registry decides: see <see cref="IRegistryGrain"/> for what each method does. Each decision is applied without waiting in
/// between, with what follows from it for other grains, and is carried out by <see cref="PendingOperations"/>.
/// </summary>
internal sealed class LockerRegistry : IDisposable
{
    // Each try met another decision about the same label.
    private const int MaxTries = 100;

    private readonly JournaledState _state;
    private readonly RegistryRecords _records;
    private readonly CurrentLeases _leases;
    private readonly PendingOperations _pending;
    private readonly OpenLoads _loads;
    private readonly RunExpiries _expiries;
    private readonly TimeProvider _time;
    private readonly bool _mayHoldUnknown;
    private readonly RegistryNews _news;

    /// <param name="state">The registry's state.</param>
    /// <param name="work">The lockers and peers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="mayHoldUnknown">Whether lockers may live that this registry does not know, because one before it was lost.</param>
    /// <param name="news">What tells of decisions; null where nobody follows.</param>
    public LockerRegistry(
        JournaledState state, IPendingWork work, TimeProvider time, ILogger log, bool mayHoldUnknown = false, RegistryNews? news = null)
    {
        _news = news ?? new RegistryNews();
        _state = state;
        _time = time;
        _mayHoldUnknown = mayHoldUnknown;
        _records = new RegistryRecords(state, time);
        _leases = new CurrentLeases(time);
        _pending = new PendingOperations(_records, work, time, log);
        _loads = new OpenLoads(time);
        _expiries = new RunExpiries(_records, CloseOver, time, log);
    }

    /// <summary>What is kept.</summary>
    public RegistryRecords Records => _records;

    /// <summary>Puts into a new registry what there always is.</summary>
    /// <param name="waitOut">Whether another registry may have given leases until now.</param>
    public async Task Begin(bool waitOut)
    {
        _records.Begin();
        await _records.Flush();
        if (waitOut) _leases.WaitOut();
    }

    /// <summary>Runs what is decided and not carried out: after an activation, and after an outcome in doubt is resolved.</summary>
    public void Resume()
    {
        _pending.Resume();
        _expiries.Resume();
    }

    /// <summary>Makes no further calls.</summary>
    public void Stop()
    {
        _pending.Stop();
        _expiries.Stop();
    }

    /// <inheritdoc/>
    public void Dispose() => _pending.Dispose();

    /// <inheritdoc cref="IRegistryGrain.LeaseCurrent"/>
    public async ValueTask<CurrentLease> LeaseCurrent(ICurrentLockerHolder? holder)
    {
        while (_leases.IsChanging) await _leases.Settled();
        var current = _records.CurrentLocker;

        // In doubt, another locker may turn out to have been made current already.
        var duration = holder is null || _state.IsInDoubt ? TimeSpan.Zero : _leases.Grant(holder);
        return new(current.Label, current.Generation, _leases.Changes, duration);
    }

    /// <inheritdoc cref="IRegistryGrain.Open"/>
    public async Task Open(string label)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            while (_pending.IsPending(label)) await _pending.Wait(label);

            // What is stored from here on belongs to another run.
            if (IsOver(label)) await CloseOver(label);
            var isOfContext = LockerName.IsKeyOfContext(label);
            if (isOfContext || label == _records.Working.Current)
            {
                _records.Touch(label);
                if (isOfContext) _records.SetContextCurrent(LockerName.Of(label));
                Tell(NewsKind.Opened, label, current: true);
                await _records.Flush();
                return;
            }

            if (await Change(label, () =>
            {
                _records.Touch(label);
                _records.SetCurrent(label);
                Tell(NewsKind.Opened, label, current: true);
            })) return;
        }

        throw KeptChanging(label);
    }

    /// <inheritdoc cref="IRegistryGrain.Close"/>
    public async Task<Removal> Close(string label)
    {
        if (LockerName.Of(label).Label == Names.Default) return new(Outcome.Refused, 0, default);
        if (LockerName.IsKeyOfContext(label)) return await CloseOfContext(label);
        for (var tries = 0; tries < MaxTries; tries++)
        {
            while (_pending.IsPending(label)) await _pending.Wait(label);
            var known = _records.Working.Find(label) is not null;
            if (_records.Working.Current != label) Drop(label);
            else if (!await Change(label, () => Drop(label))) continue;
            return await CarriedOut(label, known ? 1 : 0);
        }

        throw KeptChanging(label);
    }

    /// <inheritdoc cref="IRegistryGrain.CloseContext"/>
    public async Task<Removal> CloseContext(string context)
    {
        // Later ones may be of those who were told already that the context is closed.
        var begun = _records.NewGeneration();
        var closed = new Removal(Outcome.Done, 0, default);
        Exception? failure = null;
        for (var after = ""; ;)
        {
            var some = _records.Working.ContextLockers(context, after).Where(locker => locker.Record.Generation < begun).Take(IRegistryGrain.MaxListed).ToList();
            if (some.Count == 0) break;
            after = LockerName.Of(some[^1].Label).Label;
            foreach (var one in await Task.WhenAll(some.Select(locker => Try(locker.Label))))
                closed = new(Outcome.Done, closed.Lockers + one.Lockers, closed.Held.Plus(one.Held));
        }

        return failure is null ? closed : throw PartlyMade.Unknown(failure);

        // One that cannot be closed now keeps no other from it.
        async Task<Removal> Try(string label)
        {
            try
            {
                return await CloseOfContext(label);
            }
            catch (Exception error) when (PartlyMade.IsForNow(error))
            {
                failure = error;
                return new(Outcome.Done, 0, default);
            }
        }
    }

    /// <inheritdoc cref="IRegistryGrain.ContextCurrent"/>
    public CurrentLease ContextCurrent(string context)
    {
        var label = new LockerName(context, _records.Committed.ContextCurrent(context)).Key;
        return new(label, _records.Describe(label)?.Generation ?? 0, _leases.Changes, TimeSpan.Zero);
    }

    /// <inheritdoc cref="IRegistryGrain.Contexts"/>
    public ImmutableArray<string> Contexts(string after, int limit) => [.. _records.Committed.Contexts(after).Take(limit)];

    /// <inheritdoc cref="IRegistryGrain.ContextLockers"/>
    public ImmutableArray<LockerInfo> ContextLockers(string context, string after, int limit) => [.. _records.ContextLockers(context, after).Take(limit)];

    /// <inheritdoc cref="IRegistryGrain.CloseAll"/>
    public Task<Removal> CloseAll() => Decide(0, LoadSections.Lockers);

    /// <inheritdoc cref="IRegistryGrain.ClearPeers"/>
    public Task<Removal> ClearPeers() =>
        Decide(0, LoadSections.Lockers | LoadSections.OfPeers);

    /// <inheritdoc cref="IRegistryGrain.Clear"/>
    public async Task<Removal> Clear(string label)
    {
        while (_pending.IsPending(label)) await _pending.Wait(label);
        if (_records.Working.Find(label) is not { } record) return new(Outcome.NotFound, 0, default);
        if (record.Used)
        {
            var next = _records.NewGeneration();
            _records.Keep(label, record with { Generation = next });
            _records.Note(new(label, record.Generation, next, Load: 0));
            Tell(NewsKind.Cleared, label);
        }

        return await CarriedOut(label, lockers: 1);
    }

    /// <inheritdoc cref="IRegistryGrain.SetTtl"/>
    public async Task<LockerInfo?> SetTtl(string label, TimeSpan ttl)
    {
        while (_pending.IsPending(label)) await _pending.Wait(label);
        if (LockerName.Of(label).Label == Names.Default || _records.Working.Find(label) is not { } record) return null;
        var expires = ttl == TimeSpan.Zero ? 0 : (_time.GetUtcNow() + ttl).UtcTicks;
        _records.Keep(label, record with { Expires = expires });
        await _records.Flush();
        _expiries.Note(label, expires);
        return _records.Describe(label);
    }

    /// <inheritdoc cref="IRegistryGrain.Find"/>
    public LockerInfo? Find(string label) => _records.Describe(label);

    /// <inheritdoc cref="IRegistryGrain.Lockers"/>
    public ImmutableArray<LockerInfo> Lockers(string after, int limit) => [.. _records.Lockers(after).Take(limit)];

    /// <inheritdoc cref="IRegistryGrain.Adopt"/>
    public async ValueTask<long> Adopt(string label, long generation)
    {
        while (_pending.IsPending(label)) await _pending.Wait(label);
        if (generation != 0 && _records.Working.Find(label)?.Generation != generation) return 0;
        var isNew = _records.Working.Find(label) is null;
        var record = _records.Ensure(label);
        if (!record.Used) _records.Keep(label, record with { Used = true });
        if (isNew) Tell(NewsKind.Opened, label);
        await _records.Flush();
        return record.Generation;
    }

    /// <inheritdoc cref="IRegistryGrain.AddPeer"/>
    public async ValueTask AddPeer(string peer)
    {
        while (_pending.IsPeerPending(peer)) await _pending.WaitForPeer(peer);
        _records.AddPeer(peer);
        await _records.Flush();
    }

    /// <inheritdoc cref="IRegistryGrain.DropPeer"/>
    public async Task DropPeer(string peer)
    {
        while (_pending.IsPeerPending(peer)) await _pending.WaitForPeer(peer);
        if (!_records.Working.IsListed(peer)) return;
        _records.NotePeerDrop(peer);
        await Dropped(peer);
    }

    /// <inheritdoc cref="IRegistryGrain.ForgetPeer"/>
    public async Task ForgetPeer(string peer)
    {
        while (_pending.IsPeerPending(peer)) await _pending.WaitForPeer(peer);
        if (!_records.Working.IsListed(peer)) return;
        _records.NotePeerForgotten(peer);
        await Dropped(peer);
    }

    /// <inheritdoc cref="IRegistryGrain.Peers"/>
    public ImmutableArray<string> Peers(string after, int limit) => [.. _records.Committed.Peers(after).Take(limit)];

    /// <inheritdoc cref="IRegistryGrain.Settings"/>
    public RegistrySettings Settings() => new(_records.TrackingHeaders, _records.Probes, _records.TimeBuckets);

    /// <inheritdoc cref="IRegistryGrain.SetSettings"/>
    public ValueTask SetSettings(RegistrySettings settings)
    {
        _records.Set(settings);
        return _records.Flush();
    }

    /// <inheritdoc cref="IRegistryGrain.SetProbe"/>
    public ValueTask SetProbe(bool isReadiness, string? uri, int status)
    {
        _records.SetProbe(isReadiness, uri, status);
        return _records.Flush();
    }

    /// <inheritdoc cref="IRegistryGrain.NewLoad"/>
    public async ValueTask<long> NewLoad()
    {
        foreach (var silent in _loads.Silent())
        {
            _records.Unstage(silent);
            await _records.Flush();
            _loads.Forget(silent);
        }

        // What is staged under a number must not meet what another load has staged under it.
        var load = _records.NewGeneration();
        await _records.Flush();
        _loads.Hear(load);
        return load;
    }

    /// <inheritdoc cref="IRegistryGrain.StageLoad"/>
    public async ValueTask<Outcome> StageLoad(long load, ImmutableArray<LockerInfo> lockers, ImmutableArray<string> peers)
    {
        if (!_loads.Has(load)) return Outcome.Closed;
        _loads.Hear(load);
        foreach (var locker in lockers) _records.Stage(load, locker);
        foreach (var peer in peers) _records.Stage(load, peer);
        await _records.Flush();
        return Outcome.Done;
    }

    /// <inheritdoc cref="IRegistryGrain.IsLoading"/>
    public bool IsLoading(long load)
    {
        DemandCertainty();
        return _loads.Has(load) || _records.Working.IsTaking(load);
    }

    /// <inheritdoc cref="IRegistryGrain.AbandonLoad"/>
    public async ValueTask<bool> AbandonLoad(long load)
    {
        DemandCertainty();
        if (_loads.Has(load)) _records.Unstage(load);
        _loads.Forget(load);
        var gone = !IsLoading(load);
        await _records.Flush();
        return gone;
    }

    /// <inheritdoc cref="IRegistryGrain.CommitLoad"/>
    public async Task<Outcome> CommitLoad(long load, LoadSections sections, RegistrySettings settings)
    {
        if ((await Decide(load, sections, settings)).Outcome == Outcome.Closed) return Outcome.Closed;
        _loads.Forget(load);
        _expiries.Resume();
        return Outcome.Done;
    }

    /// <inheritdoc cref="IRegistryGrain.CommitLockerLoad"/>
    public async Task<Outcome> CommitLockerLoad(long load, string label)
    {
        while (_pending.IsPending(label)) await _pending.Wait(label);
        if (!_loads.Has(load) || _records.Working.Staged(load, label) is not { } staged) return Outcome.Closed;
        var replaced = _records.Working.Find(label);
        var next = _records.NewGeneration();

        // What is replaced is what the locker holds.
        _records.Keep(label, staged with { Generation = next, Expires = replaced?.Expires ?? 0 });
        _records.Note(new(label, replaced is { Used: true } used ? used.Generation : 0, staged.Used ? next : 0, staged.Used ? load : 0));
        _records.Unstage(load);
        Tell(NewsKind.Loaded, label);
        await CarriedOut(label, lockers: 1);
        _loads.Forget(load);
        return Outcome.Done;
    }

    // Decides about everything, when nothing of the kind is pending any more.
    private async Task<Removal> Decide(long load, LoadSections sections, RegistrySettings? settings = null)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            await _pending.WaitForBulk();
            var lockers = 0;
            var (run, isGivenUp) = ((PendingRun?)null, false);
            await _leases.Change(() =>
            {
                // A load may have been given up while the decision waited.
                isGivenUp = load != 0 && !_loads.Has(load);
                if (isGivenUp || _pending.IsBulkPending) return default;
                if (sections.HasFlag(LoadSections.Lockers)) lockers = _records.Working.Lockers().Count(locker => locker.Record.Used);
                _records.BeginBulk(new(_records.NewGeneration(), load, sections));
                if (settings is not null) _records.Set(settings);
                if (sections.HasFlag(LoadSections.Lockers)) _records.SetCurrent(_records.StagedCurrent(load));
                if (sections.HasFlag(LoadSections.Lockers)) Tell(NewsKind.Reset, "");
                run = _pending.RunBulk();
                return _records.Flush();
            });
            if (isGivenUp) return new(Outcome.Closed, 0, default);
            if (run is not null) return new(Outcome.Done, lockers, await run.First);
        }

        throw KeptChanging("all");
    }

    // Makes a decision that changes which locker is current, unless something is pending for the label by then.
    private async Task<bool> Change(string label, Action decide)
    {
        var decided = false;
        await _leases.Change(() =>
        {
            decided = !_pending.IsPending(label);
            if (!decided) return default;
            decide();
            return _records.Flush();
        });
        return decided;
    }

    // Closes a locker whose time is over, unless it is given more time while the decision waits.
    private async Task CloseOver(string label)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            while (_pending.IsPending(label)) await _pending.Wait(label);
            if (!IsOver(label)) return;
            if (_records.Working.Current != label) Drop(label);
            else if (!await Change(label, () =>
            {
                if (IsOver(label)) Drop(label);
            })) continue;
            await CarriedOut(label, lockers: 1);
            return;
        }

        throw KeptChanging(label);
    }

    private bool IsOver(string label) =>
        LockerName.Of(label).Label != Names.Default && _records.Working.Find(label) is { Expires: not 0 and var expires } && expires <= _time.GetUtcNow().UtcTicks;

    // Which locker of a context is current takes no lease to change.
    private async Task<Removal> CloseOfContext(string label)
    {
        while (_pending.IsPending(label)) await _pending.Wait(label);
        var known = _records.Working.Find(label) is not null;
        Drop(label);
        return await CarriedOut(label, known ? 1 : 0);
    }

    private void Drop(string label)
    {
        var record = _records.Working.Find(label);
        if (_records.Working.Current == label)
        {
            _records.SetCurrent(Names.Default);
            Tell(NewsKind.Opened, Names.Default, current: true);
        }
        else if (LockerName.Of(label) is { IsOfContext: true } name && _records.Working.ContextCurrent(name.Context) == name.Label) _records.UnsetContextCurrent(name.Context);
        if (record is not null)
        {
            _records.Drop(label);
            Tell(NewsKind.Closed, label);
        }

        if (record is { Used: true } used) _records.Note(new(label, used.Generation, 0, 0));
        else if (record is null && _mayHoldUnknown) _records.Note(new(label, _records.NewGeneration(), 0, 0));
    }

    // To be called behind what it consists of, which gave it a revision of its own.
    private void Tell(NewsKind kind, string label, bool current = false) => _news.Add(kind, label, current, _state.Revision);

    // A decision about a label is applied; it is carried out once it is committed.
    private async Task<Removal> CarriedOut(string label, int lockers)
    {
        var run = _pending.IsPending(label) ? _pending.Run(label) : null;
        await _records.Flush();
        return new(Outcome.Done, lockers, run is null ? default : await First(run, $"locker {LockerName.Of(label)}"));
    }

    private async Task Dropped(string peer)
    {
        var run = _pending.RunDrop(peer);
        await _records.Flush();
        await First(run, $"peer '{peer}'");
    }

    // What was decided is carried out, however long it takes; who asked for it waits for a while.
    private async Task<LockerStats> First(PendingRun run, string what)
    {
        try
        {
            return await run.First.Within(PendingOperations.MaxWait, _time);
        }
        catch (TimeoutException) when (run.IsUnderWay)
        {
            throw new StorageUnavailableException($"It is decided for {what}, and is still being carried out.", notMade: false);
        }
    }

    private void DemandCertainty()
    {
        if (_state.IsInDoubt) throw new StorageUnavailableException("The storage does not answer.", notMade: true);
    }

    private static StorageUnavailableException KeptChanging(string label) => new($"Locker {LockerName.Of(label)} kept being changed.", notMade: true);
}
