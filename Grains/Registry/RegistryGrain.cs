using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Lockers;
using Lockers.Grains.Nodes;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Registry;

/// <inheritdoc cref="IRegistryGrain"/>
[KeepAlive, Immovable, Reentrant, EvenPlacement]
internal sealed class RegistryGrain : TreeGrain, IRegistryGrain, IDisposable
{
    private readonly IGrainFactory _grains;
    private readonly GrainStates _states;
    private readonly RegistryBook _book;
    private readonly CurrentLeases _leases;
    private readonly LifeRenewals _renewals;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public RegistryGrain(IGrainFactory grains, GrainStates states, TimeProvider time, ILogger<RegistryGrain> log)
        : base(states, "R", trees: 1)
    {
        (_grains, _states, _time, _log) = (grains, states, time, log);
        _book = new RegistryBook(State[0], time);
        _leases = new CurrentLeases(time);
        _renewals = new LifeRenewals(_book, label => grains.GetGrain<ILockerGrain>(label), time);
    }

    protected override bool IsIdle => false;

    public async ValueTask<CurrentLease> LeaseCurrent(ICurrentLockerHolder? holder)
    {
        while (_leases.IsChanging) await _leases.Settled();
        var current = _book.CurrentLocker;
        var duration = holder is null ? TimeSpan.Zero : _leases.Grant(holder);
        return new(current.Label, current.Life, _leases.Changes, duration);
    }

    public async Task Open(string label)
    {
        for (var opened = false; !opened;)
        {
            await _renewals.Done(label);
            if (label == _book.CurrentLabel)
            {
                _book.Touch(label);
                await _book.Committed();
                return;
            }

            await _leases.Change(() =>
            {
                opened = !_renewals.IsUnderWay(label);
                if (!opened) return default;
                _book.Touch(label);
                _book.SetCurrent(label);
                return _book.Committed();
            });
        }
    }

    public async Task<Outcome> Close(string label)
    {
        if (label == Names.Default) return Outcome.Refused;
        await _renewals.Done(label);
        var ending = Task.CompletedTask;
        if (_book.CurrentLabel != label) ending = Drop(label);
        else await _leases.Change(() =>
        {
            ending = Drop(label);
            return _book.Committed();
        });
        await _book.Committed();
        await ending;
        return Outcome.Done;
    }

    public async Task CloseAll()
    {
        var ending = Task.CompletedTask;
        await _leases.Change(() =>
        {
            var closed = _book.WorkingLockers();
            foreach (var locker in closed) _book.Drop(locker.Label);
            _book.Ensure(Names.Default);
            _book.SetCurrent(Names.Default);
            ending = _renewals.Begin([.. closed.Where(locker => locker.Used).Select(locker => new Renewal(locker.Label, locker.Life, 0, 0))]);
            return _book.Committed();
        });
        await ending;
    }

    public async Task<Outcome> Clear(string label)
    {
        while (_renewals.IsUnderWay(label)) await _renewals.Done(label);
        if (_book.Find(label) is not { } record) return Outcome.NotFound;
        if (!record.Used) return Outcome.Done;
        var next = _book.NewLife();
        _book.Keep(label, record with { Life = next });
        await _renewals.Begin([new(label, record.Life, next, Load: 0)]);
        return Outcome.Done;
    }

    public ValueTask<LockerInfo?> Find(string label) => new(_book.Describe(label));

    public ValueTask<ImmutableArray<LockerInfo>> Lockers() => new(_book.Lockers());

    public async ValueTask<long> Adopt(string label, long life)
    {
        while (_renewals.IsUnderWay(label)) await _renewals.Done(label);
        if (life != 0 && _book.Find(label)?.Life != life) return 0;
        var record = _book.Ensure(label);
        if (!record.Used) _book.Keep(label, record with { Used = true });
        await _book.Committed();
        return record.Life;
    }

    public ValueTask AddPeer(string peer)
    {
        _book.AddPeer(peer);
        return _book.Committed();
    }

    public ValueTask RemovePeer(string peer)
    {
        _book.RemovePeer(peer);
        return _book.Committed();
    }

    public ValueTask<ImmutableArray<string>> Peers() => new(_book.Peers());

    public async Task ClearPeers()
    {
        await LoadPeers([]);
        await CloseAll();
    }

    public ValueTask<RegistrySettings> Settings() => new(new RegistrySettings(_book.TrackingHeaders, _book.Probes));

    public ValueTask SetSettings(RegistrySettings settings)
    {
        _book.Set(settings);
        return _book.Committed();
    }

    public ValueTask<long> NewLoad() => new(_book.NewLoad());

    public ValueTask<bool> IsLoading(long load) => new(_book.IsLoading(load));

    public ValueTask<bool> AbandonLoad(long load)
    {
        _book.EndLoad(load);
        return new(!_book.IsLoading(load));
    }

    public async Task<Outcome> CommitLoad(long load, ImmutableArray<LockerInfo> lockers)
    {
        Task? ending = null;
        await _leases.Change(() =>
        {
            if (!_book.IsLoading(load)) return default;
            var replaced = _book.WorkingLockers();
            foreach (var locker in replaced) _book.Drop(locker.Label);

            // Lives begin here: one that was given out when the load began could be older than what was opened meanwhile.
            var next = lockers.Select(locker => locker with { Life = _book.NewLife() }).ToList();
            foreach (var locker in next)
                _book.Keep(locker.Label, new(locker.Life, locker.FirstOpened, locker.LastOpened, locker.Used));
            _book.Ensure(Names.Default);
            _book.SetCurrent(lockers.FirstOrDefault(locker => locker.Current)?.Label ?? Names.Default);
            ending = _renewals.Begin(Renewals(replaced, next, load));
            _book.EndLoad(load);
            return _book.Committed();
        });
        if (ending is null) return Outcome.Closed;
        await ending;
        return Outcome.Done;
    }

    public async Task LoadPeers(ImmutableArray<PeerState> peers)
    {
        var dropped = _book.WorkingPeers();
        foreach (var peer in dropped) _book.RemovePeer(peer);
        foreach (var peer in peers) _book.AddPeer(peer.Name);
        await _book.Committed();
        await LockerTrees.ForEach(dropped.Except(peers.Select(peer => peer.Name)), peer => Peer(peer).Drop());
        await LockerTrees.ForEach(peers, peer => Peer(peer.Name).Load(peer));
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _renewals.Stop();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public void Dispose()
    {
        _leases.Dispose();
        _renewals.Dispose();
    }

    protected override async Task Begin()
    {
        if (State.IsEmpty && _states.Survivors is { } survivors) await new Rediscovery(survivors, _time, _log).List(_book);
        _book.Begin();
        await _book.Committed();
        if (_states.IsClustered) _leases.WaitOut();
    }

    protected override void Activated() => _renewals.GoOn();

    private IPeerGrain Peer(string name) => _grains.GetGrain<IPeerGrain>(name);

    private Task Drop(string label)
    {
        if (_book.Find(label) is not { } record) return Task.CompletedTask;
        _book.Drop(label);
        if (_book.CurrentLabel == label) _book.SetCurrent(Names.Default);
        return record.Used ? _renewals.Begin([new(label, record.Life, 0, 0)]) : Task.CompletedTask;
    }

    // Ends what was there and begins what takes its place, label by label.
    private static List<Renewal> Renewals(ImmutableArray<LockerInfo> replaced, List<LockerInfo> next, long load)
    {
        var ended = replaced.Where(locker => locker.Used).ToDictionary(locker => locker.Label, locker => locker.Life);
        var begun = next.Where(locker => locker.Used).ToDictionary(locker => locker.Label, locker => locker.Life);
        return [.. ended.Keys.Union(begun.Keys).Select(label => new Renewal(
            label, ended.GetValueOrDefault(label), begun.GetValueOrDefault(label), begun.ContainsKey(label) ? load : 0))];
    }
}
