using Lockers.Api.Edge;
using Lockers.Api.Events;
using Lockers.Api.Http;
using Lockers.Api.Lockers;
using Lockers.Api.OpenApi;
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
        read.MapGet("/lockers", Lockers)
            .Describe("getCurrentLocker", "The current locker, with its texts.",
                Asks.Peers, Asks.Level, Asks.Epochs, Gives.Json("Locker", "The locker."));
        read.MapGet("/lockers/targets/results", Results)
            .SameAs("getCurrentResults");
        admin.MapPost("/lockers/clear", ClearAll).WithMetadata(new Sweeping("empty the lockers of all peers"))
            .Describe("clearPeerLockers", "Empties the lockers of all peers in the current locker; pods are told to forget their events and results first.",
                Gives.Pods);
        read.MapGet("/{peer}/locker", LockerPeerEndpoints.Peer)
            .Describe("getCurrentPeerLocker", "What a peer has reported into the current locker.",
                Asks.Level, Asks.Epochs, Gives.Json("PeerLocker", "The peer's locker."), Fails.NoPeer);
        read.MapGet("/{peer}/{address}/locker", LockerPeerEndpoints.Instance)
            .Describe("getCurrentInstanceLocker", "What an instance has reported into the current locker.",
                Asks.Level, Asks.Epochs, Asks.Epoch, Gives.Json("DataLocker", "The instance's locker."), Fails.NoInstance);
        admin.MapPost("/{peer}/locker/clear", ClearOne)
            .Describe("clearPeerLocker", "Empties a peer's locker in the current locker; its pods are told to forget their events and results first.",
                Gives.Pods);
        admin.MapPost("/{peer}/{address}/locker/clear", ClearOne)
            .Describe("clearInstanceLocker", "Empties an instance's locker in the current locker; its pod is told to forget its events and results first.",
                Gives.Pods);

        // As gotos from 0.9 on name them.
        read.MapGet("/{peer}/lockers", LockerPeerEndpoints.Peer)
            .SameAs("getCurrentPeerLocker");
        read.MapGet("/{peer}/{address}/lockers", LockerPeerEndpoints.Instance)
            .SameAs("getCurrentInstanceLocker");
        admin.MapPost("/{peer}/lockers/clear", ClearOne)
            .SameAs("clearPeerLocker");
        admin.MapPost("/{peer}/{address}/lockers/clear", ClearOne)
            .SameAs("clearInstanceLocker");
        read.MapGet("/{peer}/locker/get", LockerPeerEndpoints.Get)
            .Describe("getCurrentPeerText", "What is at a path of a peer's own tree in the current locker.",
                Asks.Tree, Asks.Level, Gives.TextOrTree, Fails.NoPath);
        read.MapGet("/{peer}/{address}/locker/get", LockerPeerEndpoints.Get)
            .Describe("getCurrentInstanceText", "What is at a path of an instance's tree in the current locker.",
                Asks.Tree, Asks.Level, Asks.Epoch, Gives.TextOrTree, Fails.NoPath);
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
        await edge.OnCurrent((locker, generation) => locker.ClearPeers(peer, address, generation));
        Repeats.Of(context).Made();
        await PodAnswer.WriteOk(context, results);
    }
}
