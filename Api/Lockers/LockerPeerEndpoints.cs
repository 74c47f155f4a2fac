using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Reading the peer lockers of any locker.</summary>
internal static class LockerPeerEndpoints
{
    public static RouteGroupBuilder MapLockerPeers(this RouteGroupBuilder lockers)
    {
        var read = lockers.For(Role.Read);
        read.MapGet("/{label}/peers", Peers)
            .Describe("getPeerLockers", "What all peers have reported into a locker.",
                Asks.Level, Asks.Epochs, Gives.Json("PeerLockers", "The peers' lockers."), Fails.NoLocker);
        read.MapGet("/{label}/peers/{peer}", Peer)
            .Describe("getPeerLocker", "What a peer has reported into a locker.",
                Asks.Level, Asks.Epochs, Gives.Json("PeerLocker", "The peer's locker."), Fails.NoPeer);
        read.MapGet("/{label}/peers/{peer}/{address}", Instance)
            .Describe("getInstanceLocker", "What an instance has reported into a locker.",
                Asks.Level, Asks.Epochs, Asks.Epoch, Gives.Json("DataLocker", "The instance's locker."), Fails.NoInstance);
        read.MapGet("/{label}/peers/{peer}/get", GetOrInstance)
            .Describe("getPeerText", "What is at a path of a peer's own tree.", Asks.Tree, Asks.Level, Gives.TextOrTree, Fails.NoPath);
        read.MapGet("/{label}/peers/{peer}/{address}/get", Get)
            .Describe("getInstanceText", "What is at a path of an instance's tree.",
                Asks.Tree, Asks.Level, Asks.Epoch, Gives.TextOrTree, Fails.NoPath);
        read.MapGet("/{label}/peers/{peer}/{address}/locker/get", Get)
            .SameAs("getInstanceText");
        return lockers;
    }

    /// <summary>Answers with what is at a path of a peer's or an instance's tree.</summary>
    public static async Task Get(HttpContext context, LockerEdge edge)
    {
        var path = edge.Path(RequestTarget.Of(context));
        var (peer, address) = (LockerEdge.PeerName(context), LockerEdge.Address(context));
        var epoch = Epoch(context.Request);
        var text = default(TextRead);
        var read = await edge.Read(Label(context), async locker =>
        {
            var tree = edge.Instance(locker.Label, peer, address);
            var options = Options(context.Request) with { Epoch = epoch, Textless = !Query.Flag(context.Request, "tree") };
            ReadPage page;
            do
            {
                if (options.Textless) text = epoch is { } number ? await tree.GetEarlier(path, number) : await tree.Get(path);
                if (options.Textless && text.Outcome == Outcome.Done) return null;
                page = options.Textless && text.Outcome == Outcome.NotFound ? ReadPage.NotFound : await tree.ReadTree(path, options);
            }
            while (page.Outcome == Outcome.Unmet && !context.RequestAborted.IsCancellationRequested);

            return new(locker.Label, tree, page);
        });
        if (read is null) await TextAnswer.Write(context, text);
        else await PagedAnswer.Send(
            context, read.Reads, read.First,
            $"Peer '{peer}' {address} has nothing in locker '{read.Label}' at path [{PathParser.Spaced(path)}]{Kept(epoch)}.");
    }

    /// <summary>Answers with a PeerLocker.</summary>
    public static async Task Peer(HttpContext context, LockerEdge edge)
    {
        var peer = LockerEdge.PeerName(context);
        var options = ReadEndpoints.Options(context.Request, data: true);
        var read = await edge.Read(Label(context), async locker => new(locker.Label, locker.Grain, await locker.Grain.ReadPeer(peer, options)));
        await PagedAnswer.Send(context, read!.Reads, read.First, $"Locker '{read.Label}' has no peer '{peer}'.");
    }

    /// <summary>Answers with an instance's DataLocker.</summary>
    public static async Task Instance(HttpContext context, LockerEdge edge)
    {
        var (peer, address) = (LockerEdge.PeerName(context), LockerEdge.Address(context));
        var epoch = Epoch(context.Request);
        var options = Options(context.Request) with { Epoch = epoch };
        var read = await edge.Read(
            Label(context), async locker => new(locker.Label, locker.Grain, await locker.Grain.ReadInstance(peer, address, options)));
        await PagedAnswer.Send(context, read!.Reads, read.First, $"Locker '{read.Label}' has no instance '{address}' of peer '{peer}'{Kept(epoch)}.");
    }

    // Without a path behind it, "get" is an instance's address.
    private static Task GetOrInstance(HttpContext context, LockerEdge edge)
    {
        if (RequestTarget.Of(context).HasTail) return Get(context, edge);
        context.Request.RouteValues["address"] = "get";
        return Instance(context, edge);
    }

    private static async Task Peers(HttpContext context, LockerEdge edge)
    {
        var label = LockerEdge.Route(context, "label");
        var options = ReadEndpoints.Options(context.Request, data: true);
        await LockerAnswers.Send(context, label, await edge.ReadKnown(label, (locker, _) => locker.ReadPeers(options)));
    }

    private static ReadOptions Options(HttpRequest request) => ReadEndpoints.Options(request, data: true);

    private static int? Epoch(HttpRequest request) => Query.Epoch(request, "epoch");

    private static string Kept(int? epoch) => epoch is null ? "" : $" in an earlier epoch {epoch}";

    private static string Label(HttpContext context) =>
        context.Request.RouteValues.ContainsKey("label") ? LockerEdge.Route(context, "label") : Names.Current;
}
