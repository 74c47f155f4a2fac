using Lockers.Api.Http;
using Lockers.Api.Lockers;
using Lockers.Api.Pods;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>Reading and clearing the peer lockers of the current locker.</summary>
internal static class PeerLockersEndpoints
{
    public static RouteGroupBuilder MapPeerLockers(this RouteGroupBuilder peers)
    {
        peers.MapGet("/lockers", Lockers);
        peers.MapGet("/lockers/targets/results", Results);
        peers.MapPost("/lockers/clear", ClearAll).WithMetadata(new Sweeping("empty the lockers of all peers"));
        peers.MapGet("/{peer}/locker", LockerPeerEndpoints.Peer);
        peers.MapGet("/{peer}/{address}/locker", LockerPeerEndpoints.Instance);
        peers.MapPost("/{peer}/locker/clear", ClearOne);
        peers.MapPost("/{peer}/{address}/locker/clear", ClearOne);

        // As gotos from 0.9 on name them.
        peers.MapPost("/{peer}/lockers/clear", ClearOne);
        peers.MapPost("/{peer}/{address}/lockers/clear", ClearOne);
        peers.MapGet("/{peer}/locker/get", LockerPeerEndpoints.Get);
        peers.MapGet("/{peer}/{address}/locker/get", LockerPeerEndpoints.Get);
        return peers;
    }

    private static Task Lockers(HttpContext context, LockerEdge edge) =>
        ReadEndpoints.Send(context, edge, Names.Current, ReadEndpoints.Options(context.Request, data: true));

    private static Task Results(HttpContext context, LockerEdge edge) => ReadEndpoints.SendResults(context, edge, Names.Current);

    private static async Task ClearAll(HttpContext context, LockerEdge edge, PodCaller caller) =>
        await Clear(context, edge, caller, await PodList.All(edge), null);

    private static async Task ClearOne(HttpContext context, LockerEdge edge, PodCaller caller) =>
        await Clear(context, edge, caller, await PodList.Named(context, edge), LockerEdge.PeerName(context));

    private static async Task Clear(HttpContext context, LockerEdge edge, PodCaller caller, IReadOnlyList<PodsOfPeer> pods, string? peer)
    {
        var results = await PodClearing.Clear(caller, pods);
        var address = context.Request.RouteValues.ContainsKey("address") ? LockerEdge.Address(context) : null;
        await PeersEndpoints.OnCurrent(edge, (locker, generation) => locker.ClearPeers(peer, address, generation));
        Repeats.Of(context).Made();
        await PodAnswer.WriteOk(context, results);
    }
}
