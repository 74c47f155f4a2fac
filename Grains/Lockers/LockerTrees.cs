using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Lockers;

/// <summary>Where the trees of one locker's peers are.</summary>
/// <param name="grains">The grains.</param>
/// <param name="label">The locker's label; of a context's locker <see cref="LockerName.Key"/>.</param>
internal sealed class LockerTrees(IGrainFactory grains, string label)
{
    /// <summary>What the locker is called.</summary>
    public LockerName Name => LockerName.Of(label);

    /// <summary>The grain of an instance's tree, or with an empty address of the peer's own, or with <see cref="IPeerInstanceGrain.Events"/> of its events.</summary>
    public IPeerInstanceGrain Of(string peer, string instance) =>
        grains.GetGrain<IPeerInstanceGrain>(IPeerInstanceGrain.KeyOf(label, peer, instance));

    /// <summary>The grains of everything that is listed.</summary>
    public IEnumerable<IPeerInstanceGrain> Of(IEnumerable<PeerEntry> peers)
    {
        foreach (var peer in peers)
        {
            if (peer.HasOwn) yield return Of(peer.Name, "");
            foreach (var instance in peer.Instances) yield return Of(peer.Name, instance.Address);
        }
    }

    /// <summary>The grains of the events of some peers.</summary>
    public IEnumerable<IPeerInstanceGrain> OfEvents(IEnumerable<string> peers) => peers.Select(peer => Of(peer, IPeerInstanceGrain.Events));
}
