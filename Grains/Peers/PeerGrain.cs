using System.Collections.Immutable;
using Lockers.Grains.Activation;
using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Peers;

/// <inheritdoc cref="IPeerGrain"/>
[KeepAlive, Immovable, Reentrant, EvenPlacement]
internal sealed class PeerGrain : ContentGrain, IPeerGrain
{
    private readonly PeerRecords _records;
    private readonly Peer _peer;

    public PeerGrain(IGrainFactory grains, StateFactory states, ReadLimit reads, TimeProvider time, ILogger<PeerGrain> log)
        : base(grains, states, "P", PeerRecords.Trees, reads, time, log)
    {
        _records = new PeerRecords(State, this.GetPrimaryKeyString(), time);
        var name = this.GetPrimaryKeyString();
        _peer = new Peer(name, _records, Registry, () => List(name), time, states.Departure);
    }

    protected override long HeldGeneration => _records.HoldsForOthers ? 1 : 0;

    protected override bool HoldsNothing => _peer.IsIdle;

    public ValueTask<int> Add(PeerRegistration registration) => _peer.Add(registration);

    public ValueTask<bool> Remember(PeerRegistration registration) => _peer.Remember(registration);

    public ValueTask<Outcome> Remove(string address)
    {
        LeaveIfIdle();
        return _peer.Remove(address);
    }

    public ValueTask<bool> IsRegistered()
    {
        LeaveIfIdle();
        return new(_records.IsCommittedKnown);
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
        return Reads.Open(page => Rendering.Of(SettingRendering.Startup(page, targets.Root, jobs.Root)), new Both(targets, jobs));
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
        Staged();
    }

    private ValueTask<ReadPage> ReadNamed(SettingKind kind)
    {
        var snapshot = _records.Settings.Snapshot(kind);
        var isThere = _records.IsCommittedKnown || PeerRecords.Has(snapshot.Root, PeerSettings.KeyOf(kind));
        return Read(isThere, snapshot, (page, root) => SettingRendering.Named(page, root, kind));
    }

    private ValueTask<ReadPage> Read(bool isThere, TreeSnapshot snapshot, Func<PageWriter, TreeRoot, IEnumerable<PageBreak>> render)
    {
        LeaveIfIdle();
        if (isThere) return Reads.Open(page => Rendering.Of(render(page, snapshot.Root)), snapshot);
        snapshot.Dispose();
        return new(ReadPage.NotFound);
    }

    private async ValueTask List(string name) => await Enlist(async () =>
    {
        await Registry.AddPeer(name);
        return 1;
    });

    protected override Task Begin()
    {
        _records.Publish();
        return Task.CompletedTask;
    }

    protected override IReadOnlyCollection<long> StagedLoads() => _records.StagedLoads();

    protected override ValueTask DropStaged(long load) => _peer.Unstage(load);

    private sealed record Both(TreeSnapshot One, TreeSnapshot Other) : IDisposable
    {
        public void Dispose()
        {
            One.Dispose();
            Other.Dispose();
        }
    }
}
