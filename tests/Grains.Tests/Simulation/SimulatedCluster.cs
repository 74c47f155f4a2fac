using Lockers.Api.Current;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Lockers;
using Lockers.Grains.Peers;
using Lockers.Grains.Registry;
using Lockers.Grains.State;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lockers.Grains.Tests.Simulation;

/// <summary>The registry, lockers, instances and peers of a cluster, made of the very classes that grains run.</summary>
internal sealed class SimulatedCluster
{
    private readonly World _world;
    private readonly Dictionary<string, SimulatedGrain<Locker>> _lockers = [];
    private readonly Dictionary<string, SimulatedGrain<GenerationTree>> _instances = [];
    private readonly Dictionary<string, SimulatedGrain<(PeerRecords Meta, Peer Peer)[]>> _peers = [];
    private readonly List<(long At, string Label)> _currents = [(0, Names.Default)];

    public SimulatedCluster(World world)
    {
        _world = world;
        Registry = new SimulatedGrain<LockerRegistry>(world, "registry", 1, MakeRegistry)
        {
            Begin = async registry =>
            {
                await registry.Begin(waitOut: true);
                See(registry);
                registry.Resume();
            },
            Resolved = registry => registry.Resume(),
            Stop = registry => registry.Stop(),
        };
    }

    public SimulatedGrain<LockerRegistry> Registry { get; }

    public IEnumerable<string> Labels => _lockers.Keys;

    public IEnumerable<string> PeerNames => _peers.Keys;

    public IEnumerable<ISimulatedGrain> All => [Registry, .. _lockers.Values, .. _instances.Values, .. _peers.Values];

    public SimulatedGrain<Locker> Locker(string label) => Known(_lockers, label, () => new(_world, label, GenerationTree.Trees, activation => MakeLocker(activation, label)));

    public SimulatedGrain<GenerationTree> Instance(string key) =>
        Known(_instances, key, () => new(_world, key, GenerationTree.Trees, activation => new GenerationTree(activation.State, _world.Time)));

    public SimulatedGrain<(PeerRecords Meta, Peer Peer)[]> Peer(string name) =>
        Known(_peers, name, () => new(_world, name, PeerRecords.Trees, activation => MakePeer(activation, name)));

    /// <summary>Stores as a locker's grain does.</summary>
    public static async Task<Outcome> Store(Locker locker, KeyPath path, byte[] text, long generation) =>
        await locker.Join(generation) ? (await locker.Data.Store(path, text, TextFormat.Plain)).Outcome : Outcome.Closed;

    /// <summary>Stores as an instance's grain does.</summary>
    public async Task<Outcome> Store(SimulatedActivation activation, GenerationTree tree, string label, string peer, string address, KeyPath path, byte[] text, long generation)
    {
        var joined = tree.Admits(generation) || await tree.Join(
            generation, () => new(_world.Call(activation, Locker(label), locker => locker.Announce(peer, address, generation).AsTask())));
        return joined ? (await tree.Store(path, text, TextFormat.Plain)).Outcome : Outcome.Closed;
    }

    /// <summary>The front end's knowledge of the current locker, as one more process has it.</summary>
    public CurrentLocker NewHolder() => new(Factory(null), _world.Time, NullLogger<CurrentLocker>.Instance);

    /// <summary>The labels that were the current one at some moment of a time.</summary>
    public IEnumerable<string> CurrentDuring(long start, long end)
    {
        for (var i = 0; i < _currents.Count; i++)
        {
            var until = i + 1 < _currents.Count ? _currents[i + 1].At : long.MaxValue;
            if (_currents[i].At <= end && until >= start) yield return _currents[i].Label;
        }
    }

    private static TGrain Known<TGrain>(Dictionary<string, TGrain> grains, string key, Func<TGrain> make)
    {
        if (!grains.TryGetValue(key, out var grain)) grains[key] = grain = make();
        return grain;
    }

    private LockerRegistry MakeRegistry(SimulatedActivation activation)
    {
        var registry = new LockerRegistry(activation.State, new Work(this, activation), _world.Time, NullLogger.Instance);
        activation.State.Moved = () =>
        {
            if (!activation.IsDead && activation.State.CommittedVersion is not null) See(registry);
        };
        return registry;
    }

    private Locker MakeLocker(SimulatedActivation activation, string label) => new(
        new GenerationTree(activation.State, _world.Time),
        new LockerTrees(Factory(activation), label),
        generation => new(_world.Call(activation, Registry, registry => registry.Adopt(label, generation).AsTask())),
        _world.Time);

    private (PeerRecords, Peer)[] MakePeer(SimulatedActivation activation, string name)
    {
        var state = new PeerRecords(activation.State, name, _world.Time);
        var registry = Stub.Of<IRegistryGrain>((method, arguments) => method.Name switch
        {
            nameof(IRegistryGrain.AddPeer) => new ValueTask(_world.Call(activation, Registry, async registry =>
            {
                await registry.AddPeer((string)arguments[0]!);
                return true;
            })),
            nameof(IRegistryGrain.DropPeer) => _world.Call(activation, Registry, async registry =>
            {
                await registry.DropPeer((string)arguments[0]!);
                return true;
            }),
            _ => throw new NotSupportedException(method.Name),
        });
        return [(state, new Peer(name, state, registry, () => registry.AddPeer(name), _world.Time))];
    }

    // What is committed is what is so, from the moment that the registry says it.
    private void See(LockerRegistry registry)
    {
        var label = registry.Records.Committed.Current;
        if (label.Length > 0 && _currents[^1].Label != label) _currents.Add((_world.Tick(), label));
    }

    private IGrainFactory Factory(SimulatedActivation? caller)
    {
        var instances = new Dictionary<string, IPeerInstanceGrain>();
        var registry = Stub.Of<IRegistryGrain>((method, arguments) => method.Name == nameof(IRegistryGrain.LeaseCurrent)
            ? new ValueTask<CurrentLease>(_world.Call(
                caller, Registry, registry => registry.LeaseCurrent((ICurrentLockerHolder?)arguments[0]).AsTask()))
            : throw new NotSupportedException(method.Name));
        return Stub.Of<IGrainFactory>((method, arguments) => method.Name switch
        {
            nameof(IGrainFactory.CreateObjectReference) => new FarHolder(_world, (ICurrentLockerHolder)arguments[0]!),
            _ when method.GetGenericArguments() is [var type] && type == typeof(IPeerInstanceGrain) =>
                Known(instances, (string)arguments[0]!, () => InstanceOf(caller, (string)arguments[0]!)),
            _ => registry,
        });
    }

    private IPeerInstanceGrain InstanceOf(SimulatedActivation? caller, string key) => Stub.Of<IPeerInstanceGrain>((method, arguments) => method.Name switch
    {
        nameof(IPeerInstanceGrain.Advance) => new ValueTask<LockerStats>(_world.Call(caller, Instance(key), async tree =>
        {
            tree.Advance((long)arguments[0]!, (long)arguments[1]!, (long)arguments[2]!);
            await tree.Committed();
            return default(LockerStats);
        })),
        nameof(IPeerInstanceGrain.Clear) => new ValueTask(_world.Call(caller, Instance(key), async tree =>
        {
            await tree.Clear((long)arguments[0]!);
            return true;
        })),
        nameof(IPeerInstanceGrain.Drop) => new ValueTask(_world.Call(caller, Instance(key), async tree =>
        {
            await tree.Drop((long)arguments[0]!);
            return true;
        })),
        nameof(IPeerInstanceGrain.Unstage) => new ValueTask(_world.Call(caller, Instance(key), async tree =>
        {
            tree.Unstage((long)arguments[0]!);
            await tree.Committed();
            return true;
        })),
        _ => throw new NotSupportedException(method.Name),
    });

    private sealed class Work(SimulatedCluster cluster, SimulatedActivation activation) : IPendingWork
    {
        public Task<LockerStats> Advance(GenerationAdvance advance) => cluster._world.Call(
            activation, cluster.Locker(advance.Label), locker => locker.Advance(advance.Ended, advance.Next, advance.Load));

        public ValueTask<bool> Replace(string peer, BulkOperation bulk) => new(cluster._world.Call(
            activation, cluster.Peer(peer), one => one[0].Peer.Replace(bulk.Number, bulk.Load, bulk.Sections).AsTask()));

        public async Task<bool> Drop(PeerDrop drop)
        {
            if (!await cluster._world.Call(activation, cluster.Peer(drop.Peer), one => one[0].Peer.DropIfAbsent(drop.Number).AsTask())) return false;
            await cluster._world.Call(activation, cluster.Locker(drop.Label), locker => locker.DropPeer(drop.Peer, drop.Generation));
            return true;
        }
    }
}
