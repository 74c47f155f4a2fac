using System.Collections.Immutable;
using Lockers.Api.Edge;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Pods;

/// <summary>Asks peers which pods they have.</summary>
internal static class PodList
{
    // So many peers are asked at once.
    private const int Ahead = 64;

    /// <summary>All registered peers, in order of their names.</summary>
    public static async Task<IReadOnlyList<PodsOfPeer>> All(LockerEdge edge)
    {
        var all = new List<PodsOfPeer>();
        await foreach (var some in (await edge.Peers()).Chunk(Ahead))
        {
            foreach (var peer in await Task.WhenAll(some.Select(name => Of(edge, name))))
            {
                if (peer is not null) all.Add(peer);
            }
        }

        return all;
    }

    /// <summary>The peer that a request names, or its pod where an address is named too; one that is not registered has none.</summary>
    public static async Task<IReadOnlyList<PodsOfPeer>> Named(HttpContext context, LockerEdge edge)
    {
        var (peer, address) = (LockerEdge.PeerName(context), LockerEdge.Address(context));
        return [await Of(edge, peer, address.Length > 0 ? address : null) ?? new(peer, [])];
    }

    /// <summary>A peer; null for one that is not registered.</summary>
    /// <param name="edge">The front end.</param>
    /// <param name="peer">Its name.</param>
    /// <param name="address">The address of the one pod that is meant; null for all.</param>
    public static async Task<PodsOfPeer?> Of(LockerEdge edge, string peer, string? address = null)
    {
        var grain = edge.Peer(peer);
        var pods = ImmutableArray.CreateBuilder<PodAddress>();
        var page = await grain.Pods("", IPeerGrain.MaxPods);
        if (!page.Known) return null;
        await foreach (var pod in Pages.Behind(
            page.Pods, IPeerGrain.MaxPods, pod => pod.Address, async after => (await grain.Pods(after, IPeerGrain.MaxPods)).Pods))
        {
            if (address is null || pod.Address == address) pods.Add(pod);
        }

        return new(peer, pods.ToImmutable());
    }
}
