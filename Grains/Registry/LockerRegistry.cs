using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Registry;

/// <summary>
/// What the registry decides: see <see cref="IRegistryGrain"/> for what each method does. <see cref="Contexts"/> and <see cref="Loads"/> have
/// their methods, <see cref="RegistryDecisions"/> says how a decision is made.
/// </summary>
internal sealed class LockerRegistry : IDisposable
{
    private readonly JournaledState _state;
    private readonly RegistryRecords _records;
    private readonly CurrentLeases _leases;
    private readonly PendingOperations _pending;
    private readonly RegistryDecisions _decisions;
    private readonly RunExpiries _expiries;
    private readonly TimeProvider _time;

    /// <param name="state">The registry's state.</param>
    /// <param name="work">The lockers and peers.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="mayHoldUnknown">Whether lockers may live that this registry does not know, because one before it was lost.</param>
    /// <param name="news">What tells of decisions; null where nobody follows.</param>
    /// <param name="keepEvent">Keeps an event of the registry's own with the generation of a locker; null where there are none.</param>
    /// <param name="leaving">As of <see cref="PendingOperations"/>.</param>
    public LockerRegistry(
        JournaledState state, IPendingWork work, TimeProvider time, ILogger log, bool mayHoldUnknown = false, RegistryNews? news = null,
        Func<NewEvent, long, ValueTask>? keepEvent = null, CancellationToken leaving = default)
    {
        _state = state;
        _time = time;
        _records = new RegistryRecords(state, time);
        _leases = new CurrentLeases(time);

        // Lockers that a load brings are among those that expire from when they are there.
        _pending = new PendingOperations(_records, work, time, log, bulkEnded: () => _expiries!.Resume(), leaving);
        var closed = new ClosedRuns(_records, keepEvent, time, log);
        _decisions = new RegistryDecisions(state, _records, _leases, _pending, news ?? new RegistryNews(), closed, time, mayHoldUnknown);
        _expiries = new RunExpiries(_records, _decisions.CloseOver, time, log);
        Contexts = new ContextRegistry(_records, _leases, _pending, _decisions);
        Loads = new StagedLoads(state, _records, _decisions, time);
    }

    /// <summary>The contexts and their lockers.</summary>
    public ContextRegistry Contexts { get; }

    /// <summary>The loads that are staged and committed.</summary>
    public StagedLoads Loads { get; }

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
        if (LockerName.IsKeyOfContext(label))
        {
            await Contexts.OpenLocker(label);
            return;
        }

        for (var tries = 0; tries < RegistryDecisions.MaxTries; tries++)
        {
            while (_decisions.IsUnsettled(label)) await _decisions.Settle(label);
            if (label == _records.Working.Current)
            {
                _records.Touch(label);
                Tell(NewsKind.Opened, label, current: true);
                await _records.Flush();
                return;
            }

            if (await _decisions.Change(label, () =>
            {
                // Its time may be over since the leases are being taken back.
                if (_decisions.IsOver(label)) return false;
                _records.Touch(label);
                _records.SetCurrent(label);
                Tell(NewsKind.Opened, label, current: true);
                return true;
            })) return;
        }

        throw RegistryDecisions.KeptChanging(label);
    }

    /// <inheritdoc cref="IRegistryGrain.Close"/>
    public async Task<Removal> Close(string label)
    {
        if (LockerName.Of(label).Label == Names.Default) return new(Outcome.Refused, 0, default);
        if (LockerName.IsKeyOfContext(label)) return await Contexts.CloseLocker(label);
        for (var tries = 0; tries < RegistryDecisions.MaxTries; tries++)
        {
            while (_pending.IsPending(label)) await _pending.Wait(label);
            var known = _records.Working.Find(label) is not null;
            if (_records.Working.Current != label) _decisions.Drop(label);
            else if (!await _decisions.Change(label, () => _decisions.Dropped(label))) continue;
            return await _decisions.CarriedOut(label, known ? 1 : 0);
        }

        throw RegistryDecisions.KeptChanging(label);
    }

    /// <inheritdoc cref="IRegistryGrain.CloseAll"/>
    public Task<Removal> CloseAll() => _decisions.DecideAll(0, LoadSections.Lockers);

    /// <inheritdoc cref="IRegistryGrain.ClearPeers"/>
    public Task<Removal> ClearPeers() => _decisions.DecideAll(0, LoadSections.Lockers | LoadSections.OfPeers);

    /// <inheritdoc cref="IRegistryGrain.Clear"/>
    public async Task<Removal> Clear(string label)
    {
        while (_decisions.IsUnsettled(label)) await _decisions.Settle(label);
        if (_records.Working.Find(label) is not { } record) return new(Outcome.NotFound, 0, default);
        if (record.Used)
        {
            var next = _records.NewGeneration();
            _records.Keep(label, record with { Generation = next });
            _records.Note(new(label, record.Generation, next, Load: 0));
            Tell(NewsKind.Cleared, label);
        }

        return await _decisions.CarriedOut(label, lockers: 1);
    }

    /// <inheritdoc cref="IRegistryGrain.SetTtl"/>
    public async Task<LockerInfo?> SetTtl(string label, TimeSpan ttl)
    {
        while (_decisions.IsUnsettled(label)) await _decisions.Settle(label);
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
        while (_decisions.IsUnsettled(label)) await _decisions.Settle(label);
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
        await _decisions.PeerDropped(peer);
    }

    /// <inheritdoc cref="IRegistryGrain.ForgetPeer"/>
    public async Task ForgetPeer(string peer)
    {
        while (_pending.IsPeerPending(peer)) await _pending.WaitForPeer(peer);
        if (!_records.Working.IsListed(peer)) return;
        _records.NotePeerForgotten(peer);
        await _decisions.PeerDropped(peer);
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

    private void Tell(NewsKind kind, string label, bool current = false) => _decisions.Tell(kind, label, current);
}
