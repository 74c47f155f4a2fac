using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Reading the peer lockers of any locker.</summary>
internal static class LockerPeerEndpoints
{
    public static RouteGroupBuilder MapLockerPeers(this RouteGroupBuilder lockers)
    {
        lockers.MapGet("/{label}/peers", Peers);
        lockers.MapGet("/{label}/peers/{peer}", Peer);
        lockers.MapGet("/{label}/peers/{peer}/{address}", Instance);
        lockers.MapGet("/{label}/peers/{peer}/get", Get);
        lockers.MapGet("/{label}/peers/{peer}/{address}/get", Get);
        return lockers;
    }

    /// <summary>Answers with what is at a path of a peer's or an instance's tree.</summary>
    public static async Task Get(HttpContext context, LockerEdge edge)
    {
        var path = edge.Path(TargetFeature.Of(context));
        var (label, peer, address) = (await Label(context, edge), LockerEdge.PeerName(context), LockerEdge.Address(context));
        var tree = edge.Instance(label, peer, address);
        if (!Query.Flag(context.Request, "tree"))
        {
            var read = await tree.Get(path);
            if (read.Outcome == Outcome.Done)
            {
                TextAnswer.Write(context, read);
                return;
            }
        }

        await PagedAnswer.Send(
            context, tree, await tree.ReadTree(path, ReadEndpoints.Options(context.Request, data: true)),
            $"Peer '{peer}' {address} has nothing in locker '{label}' at path [{PathParser.Spaced(path)}].");
    }

    /// <summary>Answers with a PeerLocker.</summary>
    public static async Task Peer(HttpContext context, LockerEdge edge)
    {
        var (label, peer) = (await Label(context, edge), LockerEdge.PeerName(context));
        var locker = edge.Locker(label);
        await PagedAnswer.Send(
            context, locker, await locker.ReadPeer(peer, ReadEndpoints.Options(context.Request, data: true)),
            $"Locker '{label}' has no peer '{peer}'.");
    }

    /// <summary>Answers with an instance's DataLocker.</summary>
    public static async Task Instance(HttpContext context, LockerEdge edge)
    {
        var (label, peer, address) = (await Label(context, edge), LockerEdge.PeerName(context), LockerEdge.Address(context));
        var locker = edge.Locker(label);
        await PagedAnswer.Send(
            context, locker, await locker.ReadInstance(peer, address, ReadEndpoints.Options(context.Request, data: true)),
            $"Locker '{label}' has no instance '{address}' of peer '{peer}'.");
    }

    private static async Task Peers(HttpContext context, LockerEdge edge)
    {
        var label = LockerEdge.Route(context, "label");
        if (await edge.Find(label) is not { } info)
        {
            await OpenEndpoints.NoLocker(context, label);
            return;
        }

        var locker = edge.Locker(info.Label);
        await PagedAnswer.Send(context, locker, await locker.ReadPeers(ReadEndpoints.Options(context.Request, data: true)), "");
    }

    private static ValueTask<string> Label(HttpContext context, LockerEdge edge) =>
        edge.Label(context.Request.RouteValues.TryGetValue("label", out var label) ? (string)label! : Names.Current);
}
