using System.Globalization;
using System.Text;
using Lockers.Api.Current;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;

namespace Lockers.Grains.Tests.Simulation;

/// <summary>What clients ask of a simulated cluster, and what they were told.</summary>
internal sealed class SimulatedClients
{
    public const string Address = "a:1";

    private static readonly string[] Shared = ["A", "B", Names.Default];

    private readonly World _world;
    private readonly SimulatedCluster _cluster;
    private readonly CurrentLocker[] _holders;
    private readonly SimulatedLoads _loads;
    private int _number;

    public SimulatedClients(World world, SimulatedCluster cluster)
    {
        (_world, _cluster) = (world, cluster);
        _holders = [cluster.NewHolder(), cluster.NewHolder()];
        _loads = new SimulatedLoads(world, cluster, this);
    }

    /// <summary>Everything that was asked for.</summary>
    public List<Recorded> All { get; } = [];

    /// <summary>Texts that were stored, by the key that none else has; the label is where they went.</summary>
    public List<(Recorded Call, string Key, string Instance)> Stores { get; } = [];

    /// <summary>Closes, clears and loads; a label of null is all.</summary>
    public List<Recorded> Removals { get; } = [];

    /// <summary>What drops a peer's trees in the locker that is current then, whichever that is, if no pod of the peer is there.</summary>
    public List<Recorded> PeerDrops { get; } = [];

    public List<(Recorded Call, IReadOnlyList<(string Label, string Key)> Texts)> Loads { get; } = [];

    public List<(Recorded Call, string Read)> Reads { get; } = [];

    public List<Recorded> Opens { get; } = [];

    public List<(Recorded Call, string Peer)> Additions { get; } = [];

    public List<(Recorded Call, string? Peer)> PeerRemovals { get; } = [];

    /// <summary>Begins something.</summary>
    public Task Begin() => _world.Random.Next(23) switch
    {
        0 or 1 => Open(_world.Random.Next(3) == 0 ? Shared[_world.Random.Next(2)] : $"run{++_number}"),
        2 => Remove("close", SomeLabel(), (registry, label) => registry.Close(label)),
        3 => Remove("clear", SomeLabel(), (registry, label) => registry.Clear(label)),
        4 when _world.Random.Next(3) == 0 => RemoveAll(withPeers: _world.Random.Next(3) == 0),
        5 => _loads.Load(Shared[_world.Random.Next(Shared.Length)], $"loaded{_world.Random.Next(2)}"),
        6 => AddPeer($"p{_world.Random.Next(2)}"),
        7 => RemovePod($"p{_world.Random.Next(2)}"),
        8 => ClearEpochs($"p{_world.Random.Next(2)}"),
        9 or 10 => Read(),
        11 or 12 or 13 => Store(SomeLabel()),
        14 or 15 => StoreInstance(),
        16 => _loads.LoadOne(SomeLabel()),
        17 => Remember($"p{_world.Random.Next(2)}"),
        18 => SetActive(),
        _ => Store(null),
    };

    private string SomeLabel()
    {
        var labels = _cluster.Labels.ToList();
        return labels.Count > 0 && _world.Random.Next(2) == 0 ? labels[_world.Random.Next(labels.Count)] : Shared[_world.Random.Next(Shared.Length)];
    }

    private CurrentLocker Holder() => _holders[_world.Random.Next(_holders.Length)];

    /// <summary>Makes a call, and notes what its client is told.</summary>
    public async Task Make(Recorded call, Func<Task> work)
    {
        try
        {
            await work();
            (call.IsDone, call.End) = (true, _world.Tick());
        }
        catch (Exception error) when (error is TimeoutException or StorageUnavailableException)
        {
            call.Fail(error, _world.Tick());
        }

        call.IsOpen = false;
    }

    /// <summary>Notes that something is asked for.</summary>
    public Recorded New(string what, string? label = null)
    {
        var call = new Recorded(what, _world.Tick()) { Label = label };
        All.Add(call);
        return call;
    }

    private Task Open(string label)
    {
        var call = New($"open {label}", label);
        Opens.Add(call);
        return Make(call, () => _world.Call(null, _cluster.Registry, async registry =>
        {
            await registry.Open(label);
            return true;
        }));
    }

    private Task Read()
    {
        var call = New("current");
        var holder = Holder();
        return Make(call, async () =>
        {
            var lease = await holder.Get();
            call.Label = lease.Label;
            Reads.Add((call, lease.Label));
        });
    }

    private Task Remove(string what, string label, Func<LockerRegistry, string, Task<Removal>> remove)
    {
        if (what == "close" && label == Names.Default) return Task.CompletedTask;
        var call = New($"{what} {label}", label);
        Removals.Add(call);
        return Make(call, () => _world.Call(null, _cluster.Registry, registry => remove(registry, label)));
    }

    private Task RemoveAll(bool withPeers)
    {
        var call = New(withPeers ? "clear peers" : "close all");
        Removals.Add(call);
        if (withPeers) PeerRemovals.Add((call, null));
        return Make(call, () => _world.Call(null, _cluster.Registry, registry => withPeers ? registry.ClearPeers() : registry.CloseAll()));
    }

    private async Task Store(string? label)
    {
        var call = New("store", label);
        var key = Key();
        Stores.Add((call, key, ""));
        await Make(call, () => OnCurrent(call, label, (target, generation) => _world.Call(
            null, _cluster.Locker(target), locker => SimulatedCluster.Store(locker, KeyPath.Of(key), Text(key), generation))));
    }

    private async Task StoreInstance()
    {
        var call = New("store of an instance");
        var (key, peer) = (Key(), $"p{_world.Random.Next(2)}");
        Stores.Add((call, key, peer));
        await Make(call, () => OnCurrent(call, null, (target, generation) =>
        {
            var grain = _cluster.Instance(IPeerInstanceGrain.KeyOf(target, peer, Address));
            return _world.Call(null, grain, tree => _cluster.Store(grain.Activation!, tree, target, peer, Address, KeyPath.Of(key), Text(key), generation));
        }));
    }

    // As the front end does: a generation that is over is resolved again.
    private async Task OnCurrent(Recorded call, string? label, Func<string, long, Task<Outcome>> store)
    {
        if (label is not null)
        {
            if (await store(label, 0) != Outcome.Done) throw new StorageUnavailableException("It kept being closed.", notMade: true);
            return;
        }

        var holder = Holder();
        for (var tries = 0; tries < 10; tries++)
        {
            var lease = await holder.Get();
            call.Label = lease.Label;
            if (await store(lease.Label, lease.Generation) == Outcome.Done) return;
            holder.Forget(lease);
        }

        throw new StorageUnavailableException("It kept being closed.", notMade: true);
    }

    private Task AddPeer(string peer)
    {
        var call = New($"add {peer}");
        Additions.Add((call, peer));
        return Make(call, () => _world.Call(null, _cluster.Peer(peer), async one =>
        {
            await one[0].Peer.Add(new(peer, Address, "pod", "ns", "", ""));
            return true;
        }));
    }

    private Task Remember(string peer)
    {
        var call = New($"remember {peer}");
        Additions.Add((call, peer));
        return Make(call, () => _world.Call(
            null, _cluster.Peer(peer), one => one[0].Peer.Remember(new(peer, Address, "pod", "ns", "", "")).AsTask()));
    }

    private Task SetActive()
    {
        var (peer, active) = ($"p{_world.Random.Next(2)}", _world.Random.Next(2) == 0);
        var call = New($"set {peer} active");
        return Make(call, () => OnCurrent(
            call, null, (label, generation) => _world.Call(null, _cluster.Locker(label), locker => locker.SetActive(peer, Address, active, generation))));
    }

    private Task RemovePod(string peer)
    {
        var call = New($"remove {peer}");
        PeerRemovals.Add((call, peer));
        return Make(call, () => _world.Call(null, _cluster.Peer(peer), one => one[0].Peer.Remove(Address).AsTask()));
    }

    private Task ClearEpochs(string peer)
    {
        var call = New($"clear epochs {peer}");
        PeerDrops.Add(call);
        return Make(call, () => _world.Call(null, _cluster.Peer(peer), async one =>
        {
            await one[0].Peer.ClearEpochs();
            return true;
        }));
    }

    /// <summary>A key that none else has.</summary>
    public string Key() => string.Create(CultureInfo.InvariantCulture, $"k{++_number}");

    /// <summary>The text that is stored at a key.</summary>
    public static byte[] Text(string key) => Encoding.UTF8.GetBytes(key);
}
