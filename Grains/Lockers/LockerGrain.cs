using System.Collections.Immutable;
using Lockers.Grains.Activation;
using Lockers.Grains.Cluster;
using Lockers.Grains.Events;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Metrics;
using Lockers.Grains.Reading;
using Lockers.Grains.State;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Lockers;

/// <inheritdoc cref="ILockerGrain"/>
[KeepAlive, Immovable, Reentrant, EvenPlacement]
internal sealed class LockerGrain : GenerationGrain, ILockerGrain
{
    private const int MaxListedTrees = 1000;

    private readonly IGrainFactory _grains;
    private readonly StateFactory _states;
    private readonly ILogger _log;
    private readonly Locker _locker;

    // Each holds the merged results of a peer until its reader has taken them.
    private readonly ReadLimit _results = new(16);

    // Each holds a page of every peer's events.
    private readonly ReadLimit _timelines = new(16);

    public LockerGrain(IGrainFactory grains, StateFactory states, ReadLimit reads, TimeProvider time, ILogger<LockerGrain> log)
        : base(grains, states, "L", GenerationTree.Trees, reads, time, log)
    {
        (_grains, _states, _log) = (grains, states, log);
        _locker = new Locker(Tree, Trees, generation => Enlist(() => Registry.Adopt(Label, generation)), time);
    }

    public override ContentKind ContentKind => ContentKind.Locker;

    private string Label => this.GetPrimaryKeyString();

    private LockerTrees Trees => new(_grains, Label);

    private InstanceList InstanceList => _locker.InstanceList;

    public ValueTask<ReadPage> ReadTree(KeyPath path, ReadOptions options)
    {
        LeaveIfIdle();
        return TreeReads.Node(Reads, Tree, path, options);
    }

    public ValueTask<ReadPage> ReadLevel(KeyPath? path, LevelQuery query)
    {
        LeaveIfIdle();
        var read = TreeReads.Level(Reads, Tree.Snapshot(), path, query);
        return Tree.VisibleGeneration == 0 ? read : Existing(read);
    }

    public ValueTask<ReadPage> ReadPeerLevel(string? peer, LevelQuery query)
    {
        LeaveIfIdle();
        var meta = Tree.MetaSnapshot();
        if (InstanceList.Level(meta.Root, peer) is { } level)
            return Open(page => Rendering.Of(PeerLevelJson.Render(page, level, peer is not null, query)), meta);
        meta.Dispose();
        return new(Missing);
    }

    public ValueTask<ReadPage> ReadLocker(ReadOptions options, bool current)
    {
        LeaveIfIdle();
        var snapshot = Tree.Snapshot();
        var peers = options.Peers ? InstanceList.List() : [];
        var events = options is { Exact: true, Peers: true } ? InstanceList.WithEvents() : [];
        var json = new LockerJson(Trees, options, Tree.VisibleGeneration);
        return Open(page => json.Locker(page, snapshot.Root, peers, events, current), snapshot);
    }

    public ValueTask<ReadPage> ReadPaths()
    {
        LeaveIfIdle();
        var snapshot = Tree.Snapshot();
        return Open(page => Rendering.Of(PathsJson.Render(page, LockerName.Of(Label).Label, snapshot.Root)), snapshot);
    }

    public ValueTask<ReadPage> Find(FindQuery query)
    {
        LeaveIfIdle();
        var snapshot = Tree.Snapshot();
        var peers = query.Peers ? InstanceList.List() : [];
        var (trees, generation) = (Trees, Tree.VisibleGeneration);
        return Open(page => LockerFind.Render(page, trees, snapshot.Root, peers, query, generation), snapshot);
    }

    public ValueTask<ReadPage> ReadExport(ExportQuery query)
    {
        LeaveIfIdle();
        var peers = LockerExport.Asked(InstanceList, query);
        var snapshot = Tree.Snapshot();
        var found = query.Data ? query.Path is not { } path || snapshot.Root.TryFind(path.Utf8, out _) : !peers.IsEmpty;
        var (trees, generation) = (Trees, Tree.VisibleGeneration);
        if (found) return Open(page => LockerExport.Render(page, trees, snapshot.Root, peers, query, generation), snapshot);
        snapshot.Dispose();
        return new(Missing);
    }

    public ValueTask<ReadPage> ReadResults(bool detailed, bool epochs)
    {
        LeaveIfIdle();
        var (trees, peers, generation) = (Trees, InstanceList.List(), Tree.VisibleGeneration);
        if (_results.TryBegin(null) is not { } place) return new(ReadPage.Busy);
        return Open(page => LockerResults.Render(page, trees, peers, detailed, epochs, generation), place);
    }

    public ValueTask<ReadPage> ReadClientResults(ClientResultsQuery query)
    {
        LeaveIfIdle();
        var reported = new InstanceResults(Trees, query.Epochs, Tree.VisibleGeneration);
        ImmutableArray<PeerEntry> peers = query.Peer is null ? InstanceList.List() : InstanceList.Find(query.Peer) is { } peer ? [peer] : [];
        if (_results.TryBegin(null) is not { } place) return new(ReadPage.Busy);
        return Open(page => new ClientResults(page, reported, query).Render(peers), place);
    }

    public ValueTask<ReadPage> ReadResultTable(ResultTableQuery query)
    {
        LeaveIfIdle();
        var table = new ResultTables(Trees, InstanceList.List(), query, Tree.VisibleGeneration);
        if (_results.TryBegin(null) is not { } place) return new(ReadPage.Busy);
        return Open(table.Render, place);
    }

    public ValueTask<ReadPage> ReadResultRows(ResultTableQuery query, long generation)
    {
        LeaveIfIdle();
        if (!Tree.Shows(generation)) return new(new ReadPage(Outcome.Done, 0, 0, default, 0));
        var table = new ResultTables(Trees, InstanceList.List(), query, Tree.VisibleGeneration);
        if (_results.TryBegin(null) is not { } place) return new(ReadPage.Busy);
        return Reads.OpenPart(table.RenderRows, place);
    }

    public ValueTask<ReadPage> ReadComparison(string other, long generation, ResultTableQuery query)
    {
        LeaveIfIdle();
        var table = new ResultTables(Trees, InstanceList.List(), query, Tree.VisibleGeneration);
        if (_results.TryBegin(null) is not { } place) return new(ReadPage.Busy);
        return Open(page => table.RenderBeside(page, _grains.GetGrain<ILockerGrain>(other), other, generation, _states.Departure), place);
    }

    public ValueTask<ReadPage> ReadEvents(EventsQuery query, long generation)
    {
        LeaveIfIdle();
        var reads = new LockerEvents(Trees, _grains.GetGrain<IRegistryEventsGrain>(IRegistryEventsGrain.TheKey), query, generation)
            .Of(InstanceList.WithEvents(), Tree.VisibleGeneration);
        if (_timelines.TryBegin(null) is not { } place) return new(ReadPage.Busy);
        return Open(page => new EventTimelines(page, query).Render(reads), place);
    }

    public ValueTask<ReadPage> ReadPeers(ReadOptions options)
    {
        LeaveIfIdle();
        var peers = InstanceList.List();
        var json = new LockerJson(Trees, options, Tree.VisibleGeneration);
        return Open(page => json.Peers(page, peers));
    }

    public ValueTask<ReadPage> ReadPeer(string peer, ReadOptions options)
    {
        LeaveIfIdle();
        if (InstanceList.Find(peer) is not { } entry) return new(ReadPage.NotFound);
        var json = new LockerJson(Trees, options, Tree.VisibleGeneration);
        return Reads.Open(page => json.Peer(page, entry));
    }

    public async ValueTask<ReadPage> ReadInstance(string peer, string instance, ReadOptions options)
    {
        LeaveIfIdle();
        var entries = InstanceList.Find(peer)?.Instances ?? [];
        var entry = entries.FirstOrDefault(entry => entry.Address == instance);
        var (trees, generation) = (Trees, Tree.VisibleGeneration);
        if (entry == default || (options.Epoch is { } epoch && !await trees.Of(peer, instance).Keeps(epoch, generation))) return ReadPage.NotFound;
        var json = new LockerJson(trees, options, generation);
        return await Reads.Open(page => json.Instance(page, peer, entry));
    }

    public ValueTask<ListedTrees> ListTrees(int skip, int most)
    {
        LeaveIfIdle();
        var trees = InstanceList.Trees().Skip(skip).Take(Math.Min(most, MaxListedTrees));
        return new(new ListedTrees([.. trees], Tree.VisibleGeneration, Listed, LastDrop));
    }

    public async ValueTask<LockerStats> Stats()
    {
        LeaveIfIdle();
        var (peers, generation) = (InstanceList.List(), Tree.VisibleGeneration);
        var (keys, bytes, _) = Tree.Stats(generation);
        await FanOut.ForEach(Trees.Of(peers), async tree =>
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

    public Task<Outcome> ClearEvents(long generation)
    {
        LeaveIfIdle();
        return _locker.ClearEvents(generation);
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
        Staged();
    }

    protected override Task Begin() => State.IsEmpty && _states.Survivors is { } survivors
        ? new InstanceRediscovery(survivors, _log).List(Label, Tree, InstanceList, Trees, Registry)
        : Task.CompletedTask;

    protected override ValueTask<bool> Join(long generation) => _locker.Join(generation);

    protected override ValueTask DropStaged(long load) => _locker.Unstage(load);

    private ReadPage Missing => Tree.VisibleGeneration == 0 ? ReadPage.NotFound : ReadPage.NotFound with { Exists = true };

    // A locker that holds a generation exists, whatever a reader of it knows.
    private ValueTask<ReadPage> Open(Func<PageWriter, IAsyncEnumerable<PageBreak>> render, IDisposable? release = null)
    {
        var first = Reads.Open(render, release);
        return Tree.VisibleGeneration == 0 ? first : Existing(first);
    }

    private static async ValueTask<ReadPage> Existing(ValueTask<ReadPage> first)
    {
        var page = await first;
        return page.Outcome is Outcome.Done or Outcome.NotFound ? page with { Exists = true } : page;
    }
}
