using System.Collections.Immutable;
using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Lockers;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Peers;

/// <inheritdoc cref="IPeerGrain"/>
[KeepAlive, Immovable, Reentrant, EvenPlacement]
internal sealed class PeerGrain : TreeGrain, IPeerGrain, IDisposable
{
    private readonly PeerRecords _records;
    private readonly Peer _peer;
    private readonly ReadCursors _reads;
    private readonly ForgottenLoads _forgotten;

    public PeerGrain(IGrainFactory grains, StateFactory states, ReadLimit reads, TimeProvider time, ILogger<PeerGrain> log)
        : base(states, "P", PeerRecords.Trees)
    {
        var registry = grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);
        _records = new PeerRecords(State, this.GetPrimaryKeyString(), time);
        var name = this.GetPrimaryKeyString();
        _peer = new Peer(name, _records, registry, () => List(registry, name), time);
        _reads = new ReadCursors(reads, time);
        _forgotten = new ForgottenLoads(this, registry, _records.StagedLoads, load => Unstage(load).AsTask(), log);
    }

    protected override long HeldGeneration => _records.HoldsForOthers ? 1 : 0;

    protected override bool IsIdle => _peer.IsIdle && _reads.Count == 0;

    public ValueTask<int> Add(PeerRegistration registration) => _peer.Add(registration);

    public ValueTask<bool> Remember(PeerRegistration registration) => _peer.Remember(registration);

    public ValueTask<Outcome> Remove(string address)
    {
        LeaveIfIdle();
        return _peer.Remove(address);
    }

    public ValueTask<Outcome> RemoveEpoch(string address, int epoch)
    {
        LeaveIfIdle();
        return _peer.RemoveEpoch(address, epoch);
    }

    public ValueTask SetHealthy(ImmutableArray<string> addresses, bool healthy)
    {
        LeaveIfIdle();
        return _peer.SetHealthy(addresses, healthy);
    }

    public ValueTask<PodPage> Pods(string after, int limit)
    {
        LeaveIfIdle();
        return new(new PodPage(_records.IsCommittedKnown, _records.Pods(after, Math.Min(limit, IPeerGrain.MaxPods))));
    }

    public ValueTask ClearEpochs()
    {
        LeaveIfIdle();
        return _peer.ClearEpochs();
    }

    public ValueTask<ReadPage> ReadPeer()
    {
        return Read(_records.IsCommittedKnown, _records.Snapshot(), (page, root) => PeerRendering.Peer(page, root, _records.Name));
    }

    public ValueTask<ReadPage> ReadTargets() => ReadNamed(SettingKind.Target);

    public ValueTask<ReadPage> ReadJobs() => ReadNamed(SettingKind.Job);

    public ValueTask<ReadPage> ReadStartup()
    {
        var targets = _records.Settings.Snapshot(SettingKind.Target);
        var jobs = _records.Settings.Snapshot(SettingKind.Job);
        return _reads.Open(page => Rendering.Of(SettingRendering.Startup(page, targets.Root, jobs.Root)), new Both(targets, jobs));
    }

    public ValueTask<ReadPage> ReadFiles(SettingKind kind)
    {
        var snapshot = _records.Settings.Snapshot(kind);
        var isThere = PeerRecords.Has(snapshot.Root, PeerSettings.KeyOf(kind));
        return Read(isThere, snapshot, (page, root) => SettingRendering.Files(page, root, kind));
    }

    public async ValueTask<Outcome> Keep(PeerSetting setting, bool onlyRegistered)
    {
        var outcome = await _peer.Keep(setting, onlyRegistered);
        LeaveIfIdle();
        return outcome;
    }

    public async ValueTask Drop(SettingKind kind, ImmutableArray<string> names)
    {
        await _peer.Drop(kind, names);
        LeaveIfIdle();
    }

    public ValueTask KeepHeaderShape(HeaderShape shape)
    {
        LeaveIfIdle();
        return _peer.KeepHeaderShape(shape);
    }

    public async ValueTask<bool> IsGone()
    {
        var gone = await _peer.IsGone();
        LeaveIfIdle();
        return gone;
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

    public async ValueTask<bool> DropIfAbsent(long number)
    {
        var gone = await _peer.DropIfAbsent(number);
        LeaveIfIdle();
        return gone;
    }

    public async ValueTask<bool> Replace(long number, long load, LoadSections sections)
    {
        var holds = await _peer.Replace(number, load, sections);
        LeaveIfIdle();
        return holds;
    }

    public async ValueTask Stage(long load, PeerState part)
    {
        await _peer.Stage(load, part);
        _forgotten.Watch(ForgottenLoads.Interval);
    }

    public async ValueTask Unstage(long load)
    {
        await _peer.Unstage(load);
        LeaveIfIdle();
    }

    public void Dispose() => _reads.Dispose();

    private ValueTask<ReadPage> ReadNamed(SettingKind kind)
    {
        var snapshot = _records.Settings.Snapshot(kind);
        var isThere = _records.IsCommittedKnown || PeerRecords.Has(snapshot.Root, PeerSettings.KeyOf(kind));
        return Read(isThere, snapshot, (page, root) => SettingRendering.Named(page, root, kind));
    }

    private ValueTask<ReadPage> Read(bool isThere, TreeSnapshot snapshot, Func<PageWriter, TreeRoot, IEnumerable<PageBreak>> render)
    {
        LeaveIfIdle();
        if (isThere) return _reads.Open(page => Rendering.Of(render(page, snapshot.Root)), snapshot);
        snapshot.Dispose();
        return new(ReadPage.NotFound);
    }

    private async ValueTask List(IRegistryGrain registry, string name) => await Enlist(async () =>
    {
        await registry.AddPeer(name);
        return 1;
    });

    protected override Task Begin()
    {
        _records.Publish();
        return Task.CompletedTask;
    }

    protected override void Activated() => _forgotten.Watch(TimeSpan.Zero);

    protected override void Resolved() => _forgotten.Watch(ForgottenLoads.Interval);

    private sealed record Both(TreeSnapshot One, TreeSnapshot Other) : IDisposable
    {
        public void Dispose()
        {
            One.Dispose();
            Other.Dispose();
        }
    }
}
