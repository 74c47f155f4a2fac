using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;

namespace Lockers.Grains.Tests.Simulation;

/// <summary>Clients that load dumps: everything, or one locker.</summary>
internal sealed class SimulatedLoads(World world, SimulatedCluster cluster, SimulatedClients clients)
{
    /// <summary>Replaces all lockers by these two, with a text each, and all peers by one.</summary>
    public Task Load(string label, string other)
    {
        var (first, second) = (clients.Key(), clients.Key());
        var call = clients.New($"load {label} {first} {other} {second}");
        clients.PeerRemovals.Add((call, null));
        return Load(
            call,
            [(label, first), (other, second)],
            ["p0"],
            (registry, load) => registry.Loads.Commit(load, LoadSections.Lockers | LoadSections.Peers, new(null, null)));
    }

    /// <summary>Replaces one locker.</summary>
    public Task LoadOne(string label)
    {
        var key = clients.Key();
        return Load(clients.New($"load {label} {key}", label), [(label, key)], [], (registry, load) => registry.Loads.CommitLocker(load, label));
    }

    private async Task Load(
        Recorded call, IReadOnlyList<(string Label, string Key)> texts, string[] peers, Func<LockerRegistry, long, Task<Outcome>> commit)
    {
        clients.Loads.Add((call, texts));
        clients.Removals.Add(call);
        var load = 0L;
        var committed = false;
        await clients.Make(call, async () =>
        {
            try
            {
                load = await world.Call(null, cluster.Registry, registry => registry.Loads.New().AsTask());
                foreach (var (label, key) in texts)
                    await Staged(cluster.Locker(label), locker => locker.Stage(new(load, [new(KeyPath.Of(key), SimulatedClients.Text(key), 1, 2)], [])));
                foreach (var peer in peers)
                    await Staged(cluster.Peer(peer), one => one[0].Peer.Stage(load, new(peer, "ns", [], [], [], [], Known: true)).AsTask());
                var infos = texts.Select(text => new LockerInfo(text.Label, 0, 1, 1, Used: true, Current: false));
                await world.Call(null, cluster.Registry, registry => registry.Loads.Stage(load, [.. infos], [.. peers]).AsTask());
                committed = true;
                var outcome = await world.Call(null, cluster.Registry, registry => commit(registry, load));
                if (outcome == Outcome.Closed) throw new StorageUnavailableException("The load is not known.", notMade: true);
            }
            catch (Exception) when (!committed)
            {
                throw new StorageUnavailableException("Nothing was decided.", notMade: true);
            }
        });
        if (!call.IsDone && load != 0) await Abandon(load, texts.Select(text => text.Label), peers);
    }

    private Task<bool> Staged<T>(SimulatedGrain<T> grain, Func<T, Task> stage)
        where T : class => world.Call(null, grain, async runs =>
        {
            await stage(runs);
            return true;
        });

    private async Task Abandon(long load, IEnumerable<string> labels, string[] peers)
    {
        try
        {
            if (!await world.Call(null, cluster.Registry, registry => registry.Loads.Abandon(load).AsTask())) return;
            foreach (var label in labels) await Staged(cluster.Locker(label), locker => locker.Unstage(load).AsTask());
            foreach (var peer in peers) await Staged(cluster.Peer(peer), one => one[0].Peer.Unstage(load).AsTask());
        }
        catch (Exception error) when (error is TimeoutException or StorageUnavailableException)
        {
            // What is staged is looked after by the grains that hold it.
        }
    }
}
