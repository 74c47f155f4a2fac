using Lockers.Api.Http;
using Lockers.Api.Lockers;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>What peers report: storing into and removing from their trees in the current locker.</summary>
internal static class PeerStoreEndpoints
{
    public static RouteGroupBuilder MapPeerStore(this RouteGroupBuilder peers)
    {
        foreach (var tree in (ReadOnlySpan<string>)["/{peer}/locker", "/{peer}/{address}/locker"])
        {
            peers.MapPost($"{tree}/store", Store);
            peers.MapPost($"{tree}/remove", Remove);
            peers.MapPost($"{tree}/lock", Lock);
        }

        return peers;
    }

    private static async Task Store(HttpContext context, LockerEdge edge)
    {
        var path = edge.Path(context);
        var (peer, address) = (LockerEdge.PeerName(context), LockerEdge.Address(context));
        var text = await edge.Text(context);
        for (var tries = 0; tries < Current.LockerNames.MaxTries; tries++)
        {
            var locker = await edge.Names.Current();
            var outcome = await edge.Instance(locker.Label, peer, address)
                .Store(path, text, LockerEdge.Format(context), locker.Life);
            if (outcome == Outcome.Done)
            {
                await Answers.Line(context, $"Peer {peer} data stored for path [{PathParser.Spaced(path)}]");
                return;
            }

            edge.Names.Forget(locker);
        }

        throw Current.LockerNames.KeptClosing();
    }

    private static async Task Remove(HttpContext context, LockerEdge edge)
    {
        var path = edge.Path(context);
        var (peer, address) = (LockerEdge.PeerName(context), LockerEdge.Address(context));
        var recursive = Query.Flag(context.Request, "recursive");
        for (var tries = 0; tries < Current.LockerNames.MaxTries; tries++)
        {
            var locker = await edge.Names.Current();
            var outcome = await edge.Instance(locker.Label, peer, address).Remove(path, recursive, locker.Life);
            if (outcome == Outcome.Done)
            {
                await Answers.Line(context, $"Peer {peer} data removed for path [{PathParser.Spaced(path)}]");
                return;
            }

            edge.Names.Forget(locker);
        }

        throw Current.LockerNames.KeptClosing();
    }

    // Peers to 0.8 send it at the end of an invocation; there is nothing to lock.
    private static Task Lock(HttpContext context) => Task.CompletedTask;
}
