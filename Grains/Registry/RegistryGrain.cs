using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Lockers;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Registry;

/// <inheritdoc cref="IRegistryGrain"/>
[KeepAlive, Immovable, Reentrant]
internal sealed class RegistryGrain(IGrainFactory grains, TimeProvider time) : Grain, IRegistryGrain, IDisposable
{
    private readonly RegistryBook _book = new(time);
    private readonly CurrentLeases _leases = new(time);
    private readonly EndingLives _ending = new();

    public async ValueTask<CurrentLease> LeaseCurrent(ICurrentLockerHolder? holder)
    {
        while (_leases.IsChanging) await _leases.Settled();
        var duration = holder is null ? TimeSpan.Zero : _leases.Grant(holder);
        return new(_book.CurrentLabel, _book.Find(_book.CurrentLabel)!.Value.Life, _leases.Changes, duration);
    }

    public async Task Open(string label)
    {
        for (var opened = false; !opened;)
        {
            await _ending.Gone(label);
            if (label == _book.CurrentLabel)
            {
                _book.Touch(label);
                await _book.Committed();
                return;
            }

            await _leases.Change(() =>
            {
                opened = !_ending.IsEnding(label);
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
        await _ending.Gone(label);
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
            var closed = _book.Lockers();
            foreach (var locker in closed) _book.Drop(locker.Label);
            _book.Ensure(Names.Default);
            _book.SetCurrent(Names.Default);
            ending = End(closed, [], load: 0);
            return _book.Committed();
        });
        await ending;
    }

    public async Task<Outcome> Clear(string label)
    {
        while (_ending.IsEnding(label)) await _ending.Gone(label);
        if (_book.Find(label) is not { } record) return Outcome.NotFound;
        if (!record.Used) return Outcome.Done;
        var next = _book.NewLife();
        _book.Keep(label, record with { Life = next });
        await _book.Committed();
        await End(label, record.Life, next);
        return Outcome.Done;
    }

    public ValueTask<LockerInfo?> Find(string label) => new(_book.Describe(label));

    public ValueTask<ImmutableArray<LockerInfo>> Lockers() => new(_book.Lockers());

    public async ValueTask<long> Adopt(string label, long life)
    {
        while (_ending.IsEnding(label)) await _ending.Gone(label);
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

    public ValueTask<long> NewLoad() => new(_book.NewLife());

    public async Task CommitLoad(long load, ImmutableArray<LockerInfo> lockers)
    {
        var ending = Task.CompletedTask;
        await _leases.Change(() =>
        {
            var replaced = _book.Lockers();
            foreach (var locker in replaced) _book.Drop(locker.Label);

            // Lives begin here: one that was given out when the load began could be older than what was opened meanwhile.
            var next = lockers.Select(locker => locker with { Life = _book.NewLife() }).ToList();
            foreach (var locker in next)
                _book.Keep(locker.Label, new(locker.Life, locker.FirstOpened, locker.LastOpened, locker.Used));
            _book.Ensure(Names.Default);
            _book.SetCurrent(lockers.FirstOrDefault(locker => locker.Current)?.Label ?? Names.Default);
            ending = End(replaced, next.Where(locker => locker.Used).ToDictionary(locker => locker.Label, locker => locker.Life), load);
            return _book.Committed();
        });
        await ending;
    }

    public async Task LoadPeers(ImmutableArray<PeerState> peers)
    {
        var dropped = _book.Peers();
        foreach (var peer in dropped) _book.RemovePeer(peer);
        await LockerTrees.ForEach(dropped.Except(peers.Select(peer => peer.Name)), peer => Peer(peer).Drop());
        foreach (var peer in peers) _book.AddPeer(peer.Name);
        await LockerTrees.ForEach(peers, peer => Peer(peer.Name).Load(peer));
    }

    public void Dispose() => _leases.Dispose();

    private IPeerGrain Peer(string name) => grains.GetGrain<IPeerGrain>(name);

    private Task Drop(string label)
    {
        if (_book.Find(label) is not { } record) return Task.CompletedTask;
        _book.Drop(label);
        if (_book.CurrentLabel == label) _book.SetCurrent(Names.Default);
        return record.Used ? End(label, record.Life, next: 0) : Task.CompletedTask;
    }

    // Ends what was there and begins what takes its place, label by label. All labels count as ending at once.
    private async Task End(ImmutableArray<LockerInfo> ended, Dictionary<string, long> next, long load)
    {
        var renewals = new List<(string Label, long Ended, long Next)>();
        foreach (var locker in ended)
        {
            next.Remove(locker.Label, out var life);
            if (locker.Used || life != 0) renewals.Add((locker.Label, locker.Life, life));
        }

        renewals.AddRange(next.Select(locker => (locker.Key, 0L, locker.Value)));
        using var some = new SemaphoreSlim(LockerTrees.Parallelism, LockerTrees.Parallelism);
        await Task.WhenAll(renewals.Select(renewal => _ending.End(renewal.Label, async () =>
        {
            await some.WaitAsync();
            try
            {
                await Locker(renewal.Label).Renew(renewal.Ended, renewal.Next, load);
            }
            finally
            {
                some.Release();
            }
        })).ToList());
    }

    private Task End(string label, long ended, long next) => _ending.End(label, () => Locker(label).Renew(ended, next, load: 0));

    private ILockerGrain Locker(string label) => grains.GetGrain<ILockerGrain>(label);
}
