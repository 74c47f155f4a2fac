using Lockers.Grains.Interfaces;
using Lockers.Grains.Nodes;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Peers;

/// <inheritdoc cref="IPeerGrain"/>
[KeepAlive, Immovable, Reentrant, EvenPlacement]
internal sealed class PeerGrain : TreeGrain, IPeerGrain
{
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly PeerBook _book;
    private int _listing;
    private int _drops;

    public PeerGrain(IGrainFactory grains, GrainStates states, TimeProvider time)
        : base(states, "P", trees: 1)
    {
        _grains = grains;
        _time = time;
        _book = new PeerBook(State[0], this.GetPrimaryKeyString(), time);
    }

    public async ValueTask<PeerStartup> Add(PeerRegistration registration)
    {
        await List();
        Begin(registration);
        await _book.Committed();
        return _book.Startup();
    }

    public async ValueTask<bool> Remember(PeerRegistration registration)
    {
        await List();
        if (_book.Pod(registration.Address) is not { } pod)
        {
            Begin(registration);
            await _book.Committed();
            return true;
        }

        _book.Keep(registration.Address, pod with { Healthy = true, Offline = false });
        _book.Keep(_book.Epochs(registration.Address)[^1] with { LastContact = Now });
        await _book.Committed();
        return false;
    }

    public async ValueTask<Outcome> Remove(string address)
    {
        LeaveIfIdle();
        if (!_book.Known) return Outcome.NotFound;
        _book.DropPod(address);
        await _book.Committed();
        return Outcome.Done;
    }

    public async ValueTask<bool> ClearEpochs()
    {
        LeaveIfIdle();
        if (!_book.Known) return false;
        if (!_book.HasPods)
        {
            // A pod may register meanwhile.
            await Registry.RemovePeer(this.GetPrimaryKeyString());
            if (!_book.HasPods)
            {
                await Drop();
                return true;
            }

            await Registry.AddPeer(this.GetPrimaryKeyString());
        }

        foreach (var address in _book.EpochAddresses())
        {
            var pod = _book.Pod(address);
            var epochs = _book.Epochs(address);
            foreach (var epoch in pod is null ? epochs : epochs.RemoveAt(epochs.Length - 1)) _book.Drop(epoch);
            if (pod is not null) _book.Keep(address, pod with { EpochsCleared = true });
        }

        await _book.Committed();
        return false;
    }

    public ValueTask<PeerState?> Describe()
    {
        LeaveIfIdle();
        return new(_book.Describe());
    }

    public ValueTask Drop()
    {
        _drops++;
        _book.Clear();
        LeaveIfIdle();
        return _book.Committed();
    }

    public ValueTask Load(PeerState state)
    {
        _book.Load(state);
        return _book.Committed();
    }

    protected override long Living => State.IsEmpty ? 0 : 1;

    protected override bool IsIdle => _book.IsEmpty && _listing == 0;

    private IRegistryGrain Registry => _grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);

    private long Now => _time.GetUtcNow().UtcTicks;

    private void Begin(PeerRegistration registration)
    {
        var epochs = _book.Epochs(registration.Address);
        if (epochs.Length >= PeerBook.MaxEpochs) _book.Drop(epochs[0]);
        _book.KeepNamespace(registration.Namespace);
        _book.Keep(
            registration.Address,
            new(registration.Pod, registration.Node, registration.Cluster, Healthy: true, Offline: false, EpochsCleared: false));
        _book.Keep(new PodEpoch(
            epochs.IsEmpty ? 0 : epochs[^1].Epoch + 1,
            registration.Pod, registration.Address, registration.Node, registration.Cluster, Now, Now));
    }

    // The registry lists a peer before the peer knows anything, so that nothing known can be unlisted.
    private async ValueTask List()
    {
        if (_book.Known) return;
        _listing++;
        try
        {
            for (var drops = -1; drops != _drops;)
            {
                drops = _drops;
                await Enlist(async () =>
                {
                    await Registry.AddPeer(this.GetPrimaryKeyString());
                    return 1;
                });
            }
        }
        finally
        {
            _listing--;
        }
    }
}
