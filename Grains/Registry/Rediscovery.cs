using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Peers;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Registry;

/// <summary>
/// Lists again what lives on, for a registry in memory that began empty because its node was lost: whatever was
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The registry was lost with its node. What lives on is listed again, and default is current. Lockers: {Lockers}, peers: {Peers}")]
    private static partial void LogListed(ILogger log, int lockers, int peers);
}
