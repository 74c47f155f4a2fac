using Lockers.Grains.Interfaces;
using Lockers.Grains.Nodes;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Peers;

/// <inheritdoc cref="IPeerGrain"/>
[KeepAlive, Immovable, Reentrant, EvenPlacement]
internal sealed class PeerGrain : TreeGrain, IPeerGrain, IDisposable
{
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly PeerBook _book;
    private readonly PagedReads _reads;
    private int _listing;
    private int _drops;

    public PeerGrain(IGrainFactory grains, GrainStates states, ReadLimit reads, TimeProvider time)
        : base(states, "P", trees: 1)
    {
        _grains = grains;
        _time = time;
        _book = new PeerBook(State[0], this.GetPrimaryKeyString(), time);
        _reads = new PagedReads(reads, time);
    }

    public async ValueTask Add(PeerRegistration registration)
    {
        await List();
        Begin(registration);
        await _book.Committed();
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
        _book.Keep(_book.LastEpoch(registration.Address)! with { LastContact = Now });
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
            _book.DropEpochs(address, keep: pod is null ? 0 : 1);
            if (pod is not null) _book.Keep(address, pod with { EpochsCleared = true });
        }

        await _book.Committed();
        return false;
    }

    public ValueTask<ReadPage> ReadPeer()
    {
        var name = this.GetPrimaryKeyString();
        return Read(PeerBook.IsKnown, (page, root) => PeerRendering.Peer(page, root, name));
    }

    public ValueTask<ReadPage> ReadTargets() => ReadNamed(PeerBook.Targets);

    public ValueTask<ReadPage> ReadJobs() => ReadNamed(PeerBook.Jobs);

    public ValueTask<ReadPage> ReadAddresses(string? address) =>
        Read(PeerBook.IsKnown, (page, root) => PeerRendering.Addresses(page, root, address));

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

    public void Dispose() => _reads.Dispose();

    protected override bool IsIdle => _book.IsEmpty && _listing == 0 && _reads.Count == 0;

    private IRegistryGrain Registry => _grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);

    private long Now => _time.GetUtcNow().UtcTicks;

    private void Begin(PeerRegistration registration)
    {
        var last = _book.LastEpoch(registration.Address);
        _book.DropEpochs(registration.Address, keep: PeerBook.MaxEpochs - 1);
        _book.KeepNamespace(registration.Namespace);
        _book.Keep(
            registration.Address,
            new(registration.Pod, registration.Node, registration.Cluster, Healthy: true, Offline: false, EpochsCleared: false));
        _book.Keep(new PodEpoch(
            last is null ? 0 : last.Epoch + 1,
            registration.Pod, registration.Address, registration.Node, registration.Cluster, Now, Now));
    }

    private ValueTask<ReadPage> ReadNamed(string kind) =>
        Read(root => PeerBook.IsKnown(root) || PeerBook.Has(root, kind), (page, root) => PeerRendering.Named(page, root, kind));

    private ValueTask<ReadPage> Read(Func<TreeRoot, bool> isThere, Func<PageWriter, TreeRoot, IEnumerable<PageBreak>> render)
    {
        LeaveIfIdle();
        var snapshot = _book.Snapshot();
        if (isThere(snapshot.Root)) return _reads.Open(page => Rendering.Of(render(page, snapshot.Root)), snapshot);
        snapshot.Dispose();
        return new(ReadPage.NotFound);
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
                await Registry.AddPeer(this.GetPrimaryKeyString());
            }
        }
        finally
        {
            _listing--;
        }
    }
}
