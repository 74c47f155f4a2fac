using Lockers.Grains.Activation;
using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Peers;
using Lockers.Grains.State;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Lockers;

/// <summary>
/// Lists the instances that live on again, for a locker in memory that began empty because its node was lost. As for the registry, it is done
/// before the grain answers anything, and what cannot be known is refused.
/// </summary>
internal sealed partial class InstanceRediscovery(Survivors survivors, ILogger log)
{
    /// <summary>Lists the instances that live on any node, in the generation that the registry knows; ends those of others.</summary>
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
        await FanOut.ForEach(found.Except(living), async tree =>
        {
            var key = InstanceKey.Parse(tree.Key);
            await trees.Of(key.Peer, key.Instance).Advance(tree.Generation, 0, 0);
        });
        LogInstances(log, label, living.Count);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Locker {Label} was lost with its node. The instances of its peers that live on are listed again: {Instances}")]
    private static partial void LogInstances(ILogger log, string label, int instances);
}
