using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.Nodes;
using Lockers.Grains.Reading;
using Lockers.Grains.Registry;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Lockers;

/// <inheritdoc cref="ILockerGrain"/>
[KeepAlive, Immovable, Reentrant, EvenPlacement]
internal sealed class LockerGrain : TreeGrain, ILockerGrain, IDisposable
{
    private readonly IGrainFactory _grains;
    private readonly GrainStates _states;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly LivingTree _data;
    private readonly Catalogue _catalogue;
    private readonly PagedReads _reads;

    public LockerGrain(IGrainFactory grains, GrainStates states, TimeProvider time, ILogger<LockerGrain> log)
        : base(states, "L", LivingTree.Trees)
    {
        (_grains, _states, _time, _log) = (grains, states, time, log);
        _data = new LivingTree(State, time);
        _catalogue = new Catalogue(_data, time);
        _reads = new PagedReads(time);
    }

    protected override long Living => _data.Life;

    protected override bool IsIdle => _data.IsIdle && _reads.Count == 0;

    private string Label => this.GetPrimaryKeyString();

    private LockerTrees Trees => new(_grains, Label);

    private IRegistryGrain Registry => _grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);

    public ValueTask<Outcome> Store(KeyPath path, byte[] text, TextFormat format, long life) =>
        _data.Admits(life) ? _data.Store(path, text, format) : JoinAndStore(path, text, format, life);

    public ValueTask<Outcome> Remove(KeyPath path, bool recursive, long life)
    {
        LeaveIfIdle();
        return _data.Remove(path, recursive, life);
    }

    public ValueTask<TextRead> Get(KeyPath path)
    {
        LeaveIfIdle();
        return new(_data.Get(path));
    }

    public ValueTask<ReadPage> ReadTree(KeyPath path, ReadOptions options)
    {
        LeaveIfIdle();
        return TreeReads.Node(_reads, _data, path, options);
    }

    public ValueTask<ReadPage> ReadLocker(ReadOptions options, bool current)
    {
        LeaveIfIdle();
        var snapshot = _data.Snapshot();
        var peers = options.Peers ? _catalogue.List() : [];
        var json = new LockerJson(Trees, options, _data.VisibleLife);
        return _reads.Open(page => json.Locker(page, snapshot.Root, peers, current), snapshot);
    }

    public ValueTask<ReadPage> ReadPaths()
    {
        LeaveIfIdle();
        var snapshot = _data.Snapshot();
        return _reads.Open(page => Rendering.Of(PathsJson.Render(page, Label, snapshot.Root)), snapshot);
    }

    public ValueTask<ReadPage> Find(FindQuery query)
    {
        LeaveIfIdle();
        var snapshot = _data.Snapshot();
        var peers = query.Peers ? _catalogue.List() : [];
        var (trees, life) = (Trees, _data.VisibleLife);
        return _reads.Open(page => LockerFind.Render(page, trees, snapshot.Root, peers, query, life), snapshot);
    }

    public ValueTask<ReadPage> ReadResults(bool detailed)
    {
        LeaveIfIdle();
        var (trees, peers, life) = (Trees, _catalogue.List(), _data.VisibleLife);
        return _reads.Open(page => LockerResults.Render(page, trees, peers, detailed, life));
    }

    public ValueTask<ReadPage> ReadPeers(ReadOptions options)
    {
        LeaveIfIdle();
        var peers = _catalogue.List();
        var json = new LockerJson(Trees, options, _data.VisibleLife);
        return _reads.Open(page => json.Peers(page, peers));
    }

    public ValueTask<ReadPage> ReadPeer(string peer, ReadOptions options)
    {
        LeaveIfIdle();
        if (_catalogue.Find(peer) is not { } entry) return new(ReadPage.NotFound);
        var json = new LockerJson(Trees, options, _data.VisibleLife);
        return _reads.Open(page => json.Peer(page, entry));
    }

    public ValueTask<ReadPage> ReadInstance(string peer, string instance, ReadOptions options)
    {
        LeaveIfIdle();
        var entries = _catalogue.Find(peer)?.Instances ?? [];
        var entry = entries.FirstOrDefault(entry => entry.Address == instance);
        if (entry == default) return new(ReadPage.NotFound);
        var json = new LockerJson(Trees, options, _data.VisibleLife);
        return _reads.Open(page => json.Instance(page, peer, entry));
    }

    public async ValueTask<LockerStats> Stats()
    {
        LeaveIfIdle();
        var (peers, life) = (_catalogue.List(), _data.VisibleLife);
        var (keys, bytes) = life == 0 ? (0, 0) : (_data.Data.TextCount, _data.Data.Bytes);
        await LockerTrees.ForEach(Trees.Of(peers), async tree =>
        {
            var stats = await tree.Stats(life);
            Interlocked.Add(ref keys, stats.Keys);
            Interlocked.Add(ref bytes, stats.Bytes);
        });
        return new(keys, bytes, peers.Length);
    }

    public async ValueTask<long> Announce(string peer, string instance, long life)
    {
        if (!await Join(life)) return 0;
        var joined = _data.Life;
        if (!_catalogue.Has(peer, instance)) _catalogue.Add(peer, instance, active: true);
        await _data.Committed();
        return joined;
    }

    public async Task<Outcome> ResetInstance(string peer, string instance, long life)
    {
        if (!await Join(life)) return Outcome.Closed;
        _catalogue.Add(peer);
        if (_catalogue.Has(peer, instance))
        {
            _catalogue.Add(peer, instance, active: true);
            await Trees.Of(peer, instance).Clear(_data.Life);
        }

        await _data.Committed();
        return Outcome.Done;
    }

    public async Task<Outcome> SetActive(string peer, string instance, bool active, long life)
    {
        LeaveIfIdle();
        if (_data.Life == 0) return Outcome.Done;
        if (!_data.Admits(life)) return Outcome.Closed;
        if (_catalogue.Has(peer, instance)) _catalogue.Add(peer, instance, active);
        await _data.Committed();
        return Outcome.Done;
    }

    public async Task<Outcome> ClearPeers(string? peer, string? instance, long life)
    {
        LeaveIfIdle();
        if (_data.Life == 0) return Outcome.Done;
        if (!_data.Admits(life)) return Outcome.Closed;
        var present = _data.Life;
        var peers = _catalogue.ListWorking().Where(entry => peer is null || entry.Name == peer);
        if (instance is not null)
        {
            peers = peers.Select(entry => entry with
            {
                HasOwn = false,
                Instances = entry.Instances.RemoveAll(one => one.Address != instance),
            });
        }

        await LockerTrees.ForEach(Trees.Of(peers), tree => tree.Clear(present));
        return Outcome.Done;
    }

    public async Task<Outcome> DropPeer(string peer, long life)
    {
        LeaveIfIdle();
        if (_data.Life == 0) return Outcome.Done;
        if (!_data.Admits(life)) return Outcome.Closed;
        var entries = _catalogue.ListWorking().Where(entry => entry.Name == peer).ToList();
        var present = _data.Life;
        await LockerTrees.ForEach(Trees.Of(entries), tree => tree.Clear(present));
        if (_data.Admits(present)) _catalogue.Drop(peer);
        await _data.Committed();
        return Outcome.Done;
    }

    public async Task Renew(long ended, long next, long load)
    {
        // From here on nothing of the old life is served. Its trees are told first: as long as one was not, the locker still
        // lists it, and whoever renews again after a crash finds it.
        _data.End(ended);
        var staged = load == 0 ? [] : _catalogue.ListStaged(load);
        var begin = Trees.Of(staged).ToHashSet();
        var trees = Trees.Of(_catalogue.ListWorking()).Union(begin).ToList();
        await LockerTrees.ForEach(trees, tree => tree.Renew(ended, begin.Contains(tree) ? next : 0, load));
        if (_data.Renew(ended, next, load) && load != 0) _catalogue.TakeStaged(load);
        await _data.Committed();
        LeaveIfIdle();
    }

    public async Task Stage(StagedLocker part)
    {
        _data.Stage(part.Load, part.Entries);
        foreach (var instance in part.Instances) _catalogue.Stage(part.Load, instance);
        await _data.Committed();
    }

    public async Task Unstage(long load)
    {
        var staged = _catalogue.ListStaged(load);
        _data.Unstage(load);
        _catalogue.Unstage(load);
        await _data.Committed();
        await LockerTrees.ForEach(Trees.Of(staged), tree => tree.Unstage(load));
        LeaveIfIdle();
    }

    public async ValueTask<ReadPage> ReadNext(long read, int number)
    {
        var page = await _reads.Next(read, number);
        LeaveIfIdle();
        return page;
    }

    public ValueTask EndRead(long read)
    {
        _reads.End(read);
        LeaveIfIdle();
        return default;
    }

    public void Dispose() => _reads.Dispose();

    protected override Task Begin() => State.IsEmpty && _states.Survivors is { } survivors
        ? new Rediscovery(survivors, _time, _log).List(Label, _data, _catalogue, Trees, Registry)
        : Task.CompletedTask;

    protected override void Activated() => _ = ForgottenLoads.Drop(Registry, _data, Unstage);

    private async ValueTask<Outcome> JoinAndStore(KeyPath path, byte[] text, TextFormat format, long life) =>
        await Join(life) ? await _data.Store(path, text, format) : Outcome.Closed;

    private async ValueTask<bool> Join(long life)
    {
        var joined = await _data.Join(life, () => Enlist(() => Registry.Adopt(Label, life)));
        LeaveIfIdle();
        return joined;
    }
}
