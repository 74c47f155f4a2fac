using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Registry;
using Lockers.Grains.State;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Lockers;

/// <inheritdoc cref="ILockerGrain"/>
[KeepAlive, Immovable, Reentrant, EvenPlacement]
internal sealed class LockerGrain : TreeGrain, ILockerGrain, IDisposable
{
    private readonly IGrainFactory _grains;
    private readonly StateFactory _states;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Locker _locker;
    private readonly ReadCursors _reads;
    private readonly ForgottenLoads _forgotten;

    // Each holds the merged results of a peer until its reader has taken them.
    private readonly ReadLimit _results = new(16);

    public LockerGrain(IGrainFactory grains, StateFactory states, ReadLimit reads, TimeProvider time, ILogger<LockerGrain> log)
        : base(states, "L", GenerationTree.Trees)
    {
        (_grains, _states, _time, _log) = (grains, states, time, log);
        _locker = new Locker(State, Trees, generation => Enlist(() => Registry.Adopt(Label, generation)), time);
        _reads = new ReadCursors(reads, time);
        _forgotten = new ForgottenLoads(this, Registry, Data.StagedLoads, Unstage, log);
    }

    protected override long HeldGeneration => Data.Generation;

    protected override bool IsIdle => Data.IsIdle && _reads.Count == 0;

    private string Label => this.GetPrimaryKeyString();

    private LockerTrees Trees => new(_grains, Label);

    private GenerationTree Data => _locker.Data;

    private InstanceList InstanceList => _locker.InstanceList;

    private IRegistryGrain Registry => _grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);

    public ValueTask<Outcome> Store(KeyPath path, byte[] text, TextFormat format, long generation) =>
        Data.Admits(generation) ? Data.Store(path, text, format) : JoinAndStore(path, text, format, generation);

    public ValueTask<Outcome> Remove(KeyPath path, bool recursive, long generation)
    {
        LeaveIfIdle();
        return Data.Remove(path, recursive, generation);
    }

    public ValueTask<TextRead> Get(KeyPath path)
    {
        LeaveIfIdle();
        return new(Data.Get(path));
    }

    public ValueTask<ReadPage> ReadTree(KeyPath path, ReadOptions options)
    {
        LeaveIfIdle();
        return TreeReads.Node(_reads, Data, path, options);
    }

    public ValueTask<ReadPage> ReadLocker(ReadOptions options, bool current)
    {
        LeaveIfIdle();
        var snapshot = Data.Snapshot();
        var peers = options.Peers ? InstanceList.List() : [];
        var json = new LockerJson(Trees, options, Data.VisibleGeneration);
        return _reads.Open(page => json.Locker(page, snapshot.Root, peers, current), snapshot);
    }

    public ValueTask<ReadPage> ReadPaths()
    {
        LeaveIfIdle();
        var snapshot = Data.Snapshot();
        return _reads.Open(page => Rendering.Of(PathsJson.Render(page, Label, snapshot.Root)), snapshot);
    }

    public ValueTask<ReadPage> Find(FindQuery query)
    {
        LeaveIfIdle();
        var snapshot = Data.Snapshot();
        var peers = query.Peers ? InstanceList.List() : [];
        var (trees, generation) = (Trees, Data.VisibleGeneration);
        return _reads.Open(page => LockerFind.Render(page, trees, snapshot.Root, peers, query, generation), snapshot);
    }

    public ValueTask<ReadPage> ReadResults(bool detailed, bool epochs)
    {
        LeaveIfIdle();
        if (_results.TryBegin(null) is not { } place) return new(ReadPage.Busy);
        var (trees, peers, generation) = (Trees, InstanceList.List(), Data.VisibleGeneration);
        return _reads.Open(page => LockerResults.Render(page, trees, peers, detailed, epochs, generation), place);
    }

    public ValueTask<ReadPage> ReadPeers(ReadOptions options)
    {
        LeaveIfIdle();
        var peers = InstanceList.List();
        var json = new LockerJson(Trees, options, Data.VisibleGeneration);
        return _reads.Open(page => json.Peers(page, peers));
    }

    public ValueTask<ReadPage> ReadPeer(string peer, ReadOptions options)
    {
        LeaveIfIdle();
        if (InstanceList.Find(peer) is not { } entry) return new(ReadPage.NotFound);
        var json = new LockerJson(Trees, options, Data.VisibleGeneration);
        return _reads.Open(page => json.Peer(page, entry));
    }

    public async ValueTask<ReadPage> ReadInstance(string peer, string instance, ReadOptions options)
    {
        LeaveIfIdle();
        var entries = InstanceList.Find(peer)?.Instances ?? [];
        var entry = entries.FirstOrDefault(entry => entry.Address == instance);
        var (trees, generation) = (Trees, Data.VisibleGeneration);
        if (entry == default || (options.Epoch is { } epoch && !await trees.Of(peer, instance).Keeps(epoch, generation))) return ReadPage.NotFound;
        var json = new LockerJson(trees, options, generation);
        return await _reads.Open(page => json.Instance(page, peer, entry));
    }

    public async ValueTask<LockerStats> Stats()
    {
        LeaveIfIdle();
        var (peers, generation) = (InstanceList.List(), Data.VisibleGeneration);
        var (keys, bytes) = generation == 0 ? (0, 0) : (Data.Data.TextCount, Data.Data.Bytes);
        await LockerTrees.ForEach(Trees.Of(peers), async tree =>
        {
            var stats = await tree.Stats(generation);
            Interlocked.Add(ref keys, stats.Keys);
            Interlocked.Add(ref bytes, stats.Bytes);
        });
        return new(keys, bytes, peers.Length);
    }

    public ValueTask<long> Announce(string peer, string instance, long generation)
    {
        LeaveIfIdle();
        return _locker.Announce(peer, instance, generation);
    }

    public Task<Outcome> ResetInstance(string peer, string instance, int begun, long generation)
    {
        LeaveIfIdle();
        return _locker.ResetInstance(peer, instance, begun, generation);
    }

    public Task<Outcome> SetActive(string peer, string instance, bool active, long generation)
    {
        LeaveIfIdle();
        return _locker.SetActive(peer, instance, active, generation);
    }

    public Task<Outcome> ClearPeers(string? peer, string? instance, long generation)
    {
        LeaveIfIdle();
        return _locker.ClearPeers(peer, instance, generation);
    }

    public Task<Outcome> DropPeer(string peer, long generation)
    {
        LeaveIfIdle();
        return _locker.DropPeer(peer, generation);
    }

    public async Task<LockerStats> Advance(long ended, long next, long load)
    {
        var went = await _locker.Advance(ended, next, load);
        LeaveIfIdle();
        return went;
    }

    public async Task Stage(StagedLocker part)
    {
        await _locker.Stage(part);
        _forgotten.Watch(ForgottenLoads.Interval);
    }

    public async Task Unstage(long load)
    {
        await _locker.Unstage(load);
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
        ? new Rediscovery(survivors, _time, _log).List(Label, Data, InstanceList, Trees, Registry)
        : Task.CompletedTask;

    protected override void Activated() => _forgotten.Watch(TimeSpan.Zero);

    protected override void Resolved() => _forgotten.Watch(ForgottenLoads.Interval);

    private async ValueTask<Outcome> JoinAndStore(KeyPath path, byte[] text, TextFormat format, long generation)
    {
        var outcome = await _locker.Store(path, text, format, generation);
        LeaveIfIdle();
        return outcome;
    }
}
