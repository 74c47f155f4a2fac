using Lockers.Api.Events;
using Lockers.Api.Http;
using Lockers.Api.Lockers;
using Lockers.Api.Pods;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>Reading and clearing the peer lockers of the current locker.</summary>
internal static class PeerLockersEndpoints
{
    public static RouteGroupBuilder MapPeerLockers(this RouteGroupBuilder peers)
    {
        // Clearing calls pods.
        var (read, admin) = (peers.For(Role.Read), peers.For(Role.Admin));
        read.MapGet("/lockers", Lockers);
        read.MapGet("/lockers/targets/results", Results);
        admin.MapPost("/lockers/clear", ClearAll).WithMetadata(new Sweeping("empty the lockers of all peers"));
        read.MapGet("/{peer}/locker", LockerPeerEndpoints.Peer);
        read.MapGet("/{peer}/{address}/locker", LockerPeerEndpoints.Instance);
        admin.MapPost("/{peer}/locker/clear", ClearOne);
        admin.MapPost("/{peer}/{address}/locker/clear", ClearOne);

        // As gotos from 0.9 on name them.
        read.MapGet("/{peer}/lockers", LockerPeerEndpoints.Peer);
        read.MapGet("/{peer}/{address}/lockers", LockerPeerEndpoints.Instance);
        admin.MapPost("/{peer}/lockers/clear", ClearOne);
        admin.MapPost("/{peer}/{address}/lockers/clear", ClearOne);
        read.MapGet("/{peer}/locker/get", LockerPeerEndpoints.Get);
        read.MapGet("/{peer}/{address}/locker/get", LockerPeerEndpoints.Get);
        return peers;
    }

    private static Task Lockers(HttpContext context, LockerEdge edge) =>
        ReadEndpoints.Send(context, edge, Names.Current, ReadEndpoints.Options(context.Request, data: true));

    private static Task Results(HttpContext context, LockerEdge edge) => ReadEndpoints.SendResults(context, edge, Names.Current);

    private static async Task ClearAll(HttpContext context, LockerEdge edge, PodCaller caller, RegistryEvents events)
    {
        await Clear(context, edge, caller, await PodList.All(edge), null);
        events.Note("Registry: All Peer Lockers Cleared", "", "");
    }

    private static async Task ClearOne(HttpContext context, LockerEdge edge, PodCaller caller, RegistryEvents events)
    {
        var peer = LockerEdge.PeerName(context);
        await Clear(context, edge, caller, await PodList.Named(context, edge), peer);
        if (context.Request.RouteValues.ContainsKey("address")) events.Note("Registry: Peer Instance Locker Cleared", peer, LockerEdge.Address(context));
        else events.Note("Registry: Peer Locker Cleared", peer, peer);
    }

    private static async Task Clear(HttpContext context, LockerEdge edge, PodCaller caller, IReadOnlyList<PodsOfPeer> pods, string? peer)
    {
        var results = await PodClearing.Clear(caller, pods);
        var address = context.Request.RouteValues.ContainsKey("address") ? LockerEdge.Address(context) : null;
        await PeersEndpoints.OnCurrent(edge, (locker, generation) => locker.ClearPeers(peer, address, generation));
        Repeats.Of(context).Made();
        await PodAnswer.WriteOk(context, results);
    }
}
