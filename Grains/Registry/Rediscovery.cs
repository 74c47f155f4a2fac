using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Lockers;
using Lockers.Grains.Peers;
using Lockers.Grains.State;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Registry;

/// <summary>
/// Lists again what lives on, for a registry or a locker in memory that began empty because its node was lost: whatever was
/// acknowledged is listed, so that it can be read and closed, or is gone everywhere.
/// </summary>
/// <remarks>
/// It is done before the grain answers anything: what cannot be known is refused. What only the lost registry knew is gone:
/// which locker was current, the headers to track, probes, lockers that nothing was stored in.
/// </remarks>
internal sealed partial class Rediscovery(Survivors survivors, TimeProvider time, ILogger log)
{
    /// <summary>Lists the lockers and peers that live on any node.</summary>
    /// <param name="state">A new registry's, with nothing in it.</param>
    /// <exception cref="StorageUnavailableException">Not every node answers; nothing was listed.</exception>
    public async Task List(RegistryRecords state)
    {
        var lockers = survivors.All("L", "");
        var instances = survivors.All("I", "");
        var peers = survivors.All("P", "");
        await Task.WhenAll(lockers, instances, peers);

        // A locker may be lost whose instances live on.
        var generations = (await lockers).Concat((await instances).Select(tree => tree with { Key = InstanceKey.Parse(tree.Key).Label }))
            .GroupBy(tree => tree.Key, tree => tree.Generation, StringComparer.Ordinal)
            .ToDictionary(label => label.Key, label => label.Max(), StringComparer.Ordinal);
        var now = time.GetUtcNow().UtcTicks;

        // A generation is numbered by the time at which it began.
        foreach (var (label, generation) in generations) state.Keep(label, new(generation, generation, now, Used: true));
        foreach (var peer in await peers) state.AddPeer(peer.Key);
        if (generations.Count > 0 || (await peers).Count > 0) LogListed(log, generations.Count, (await peers).Count);
    }

    /// <summary>Lists the instances of a locker that live on any node, in the generation that the registry knows; ends those of others.</summary>
    /// <param name="label">The locker.</param>
    /// <param name="data">A new locker's, with nothing in it.</param>
    /// <param name="instances">Its list.</param>
    /// <param name="trees">Its trees.</param>
    /// <param name="registry">The registry.</param>
    /// <exception cref="StorageUnavailableException">Not every node answers; nothing was listed.</exception>
    public async Task List(string label, GenerationTree data, InstanceList instances, LockerTrees trees, IRegistryGrain registry)
    {
        var found = await survivors.All("I", $"{label}/");
        if (found.Count == 0) return;
        var present = (await registry.Find(label))?.Generation ?? 0;
        var living = found.Where(tree => tree.Generation == present).ToList();
        if (living.Count > 0) data.Advance(0, present, 0);
        foreach (var key in living.Select(tree => InstanceKey.Parse(tree.Key))) instances.Add(key.Peer, key.Instance, active: true);
        await data.Committed();
        await LockerTrees.ForEach(found.Except(living), async tree =>
        {
            var key = InstanceKey.Parse(tree.Key);
            await trees.Of(key.Peer, key.Instance).Advance(tree.Generation, 0, 0);
        });
        LogInstances(log, label, living.Count);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The registry was lost with its node. What lives on is listed again, and default is current. Lockers: {Lockers}, peers: {Peers}")]
    private static partial void LogListed(ILogger log, int lockers, int peers);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Locker {Label} was lost with its node. The instances of its peers that live on are listed again: {Instances}")]
    private static partial void LogInstances(ILogger log, string label, int instances);
}
