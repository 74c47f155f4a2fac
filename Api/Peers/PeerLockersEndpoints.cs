using Lockers.Api.Http;
using Lockers.Api.Lockers;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>Reading and clearing the peer lockers of the current locker.</summary>
internal static class PeerLockersEndpoints
{
    public static RouteGroupBuilder MapPeerLockers(this RouteGroupBuilder peers)
    {
        peers.MapGet("/lockers", Lockers);
        peers.MapGet("/lockers/targets/results", Results);
        peers.MapPost("/lockers/clear", Clear).WithMetadata(new Sweeping("empty the lockers of all peers"));
        peers.MapGet("/{peer}/locker", LockerPeerEndpoints.Peer);
        peers.MapGet("/{peer}/{address}/locker", LockerPeerEndpoints.Instance);

        // What a goto from 0.9 on calls them.
        peers.MapGet("/{peer}/lockers", LockerPeerEndpoints.Peer);
        peers.MapGet("/{peer}/{address}/lockers", LockerPeerEndpoints.Instance);
        peers.MapPost("/{peer}/locker/clear", Clear);
        peers.MapPost("/{peer}/{address}/locker/clear", Clear);
        peers.MapGet("/{peer}/locker/get", LockerPeerEndpoints.Get);
        peers.MapGet("/{peer}/{address}/locker/get", LockerPeerEndpoints.Get);
        return peers;
    }

    private static Task Lockers(HttpContext context, LockerEdge edge) =>
        ReadEndpoints.Send(context, edge, Names.Current, ReadEndpoints.Options(context.Request, data: true));

    private static Task Results(HttpContext context, LockerEdge edge) => ReadEndpoints.SendResults(context, edge, Names.Current);

    private static async Task Clear(HttpContext context, LockerEdge edge)
    {
        var route = context.Request.RouteValues;
        var peer = route.ContainsKey("peer") ? LockerEdge.PeerName(context) : null;
        var address = route.ContainsKey("address") ? LockerEdge.Address(context) : null;
        await PeersEndpoints.OnCurrent(edge, (locker, generation) => locker.ClearPeers(peer, address, generation));
        Repeats.Of(context).Made();
        var answer = new PagedAnswer(context);
        var peers = peer is null ? await edge.Peers() : new[] { peer }.ToAsyncEnumerable();
        await PeerReads.Write(answer, PeerReads.Pieces(edge, peers, told => told.ReadAddresses(address)));
        answer.Write("\n"u8);
    }
}
