using Lockers.Grains.Interfaces;
using Lockers.Grains.Lockers;
using Lockers.Grains.Nodes;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Peers;

/// <inheritdoc cref="IPeerGrain"/>
[KeepAlive, Immovable, Reentrant, EvenPlacement]
internal sealed class PeerGrain : TreeGrain, IPeerGrain
{
    private readonly PeerBook _book;
    private readonly Peer _peer;
    private readonly ForgottenLoads _forgotten;

    public PeerGrain(IGrainFactory grains, GrainStates states, TimeProvider time, ILogger<PeerGrain> log)
        : base(states, "P", PeerBook.Trees)
    {
        var registry = grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);
        _book = new PeerBook(State, this.GetPrimaryKeyString(), time);
        var name = this.GetPrimaryKeyString();
        _peer = new Peer(name, _book, registry, () => List(registry, name), time);
        _forgotten = new ForgottenLoads(this, registry, _book.StagedLoads, load => Unstage(load).AsTask(), log);
    }

    protected override long Living => State.IsEmpty ? 0 : 1;

    protected override bool IsIdle => _peer.IsIdle;

    public ValueTask<PeerStartup> Add(PeerRegistration registration) => _peer.Add(registration);

    public ValueTask<bool> Remember(PeerRegistration registration) => _peer.Remember(registration);

    public ValueTask<Outcome> Remove(string address)
    {
        LeaveIfIdle();
        return _peer.Remove(address);
    }

    public ValueTask ClearEpochs()
    {
        LeaveIfIdle();
        return _peer.ClearEpochs();
    }

    public ValueTask<PeerState?> Describe()
    {
        LeaveIfIdle();
        return new(_book.Describe());
    }

    public async ValueTask<bool> DropIfAbsent()
    {
        var gone = await _peer.DropIfAbsent();
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

    private async ValueTask List(IRegistryGrain registry, string name) => await Enlist(async () =>
    {
        await registry.AddPeer(name);
        return 1;
    });

    protected override void Activated() => _forgotten.Watch(TimeSpan.Zero);
}
