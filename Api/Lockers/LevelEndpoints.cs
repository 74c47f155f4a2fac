using System.Globalization;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>
/// Listing keys a page at a time, for who looks through lockers of any size. Which tree is meant is said in the query:
/// <c>?peer=P</c> is the peer's own, <c>?peer=P&amp;instance=A</c> an instance's, without both it is the locker's data. <c>?peers=y</c> lists peers
/// instead of keys, <c>?peers=y&amp;peer=P</c> a peer's instances.
/// </summary>
internal static class LevelEndpoints
{
    public static RouteGroupBuilder MapLevels(this RouteGroupBuilder lockers)
    {
        lockers.For(Role.Read).MapGet("/{label}/keys", List)
            .Describe("getKeys", "One level of the locker's keys, or of a peer's or an instance's, a page at a time; or its peers.",
                Asks.Value("after", "Those behind this one.", "first"), Asks.Value("from", "This key and those behind it.", "first"),
                Asks.Number("skip", "Those behind so many.", 0), Asks.Number("limit", "So many at most; 500 without it.", 1),
                Asks.Value("peer", "The tree of this peer.", "peer1"), Asks.Value("instance", "The tree of this instance of the peer.", "10.0.0.5:8081"),
                Asks.Flag("peers", "List peers, or the instances of the peer that is named."), Gives.Json("Level", "The keys, or peers, or instances."), Fails.NoPath)
            .SameAs("getKeys");
        return lockers;
    }

    /// <summary>
    /// <c>GET lockers/{label}/keys[/{path}]?after=KEY&amp;limit=500</c>: one level, see <see cref="ILockerGrain.ReadLevel"/> and
    /// <see cref="ILockerGrain.ReadPeerLevel"/> for the shapes. <c>?skip=n</c>, or <c>?from=KEY</c>, begins at a place, and says which it is and how many
    /// keys there are: for who shows any part of a level.
    /// </summary>
    private static async Task List(HttpContext context, LockerEdge edge)
    {
        var name = LockerEdge.Locker(context);
        var target = RequestTarget.Of(context);
        KeyPath? path = target is { HasTail: true, Tail.IsEmpty: false } ? edge.Path(target) : null;
        var query = Parse(context.Request);
        var tree = PeerTree.Of(context, name);
        if (Query.Flag(context.Request, "peers")) await ListPeers(context, edge, name, tree, path, query);
        else if (tree is null) await ListKeys(context, edge, name, path, query);
        else await ListKeys(context, edge, name, tree, path, query);
    }

    private static async Task ListKeys(HttpContext context, LockerEdge edge, LockerName name, KeyPath? path, LevelQuery query)
    {
        var read = await edge.ReadKnown(name, (locker, _) => locker.ReadLevel(path, query));
        if (read is null) await LockerAnswers.NoLocker(context, name);
        else await PagedAnswer.Send(context, read.Reads, read.First, Missing(LockerName.Of(read.Label), "", path));
    }

    private static async Task ListKeys(HttpContext context, LockerEdge edge, LockerName name, PeerTree tree, KeyPath? path, LevelQuery query)
    {
        var read = await edge.Read(name, async locker =>
        {
            var instance = edge.Instance(locker.Label, tree.Peer, tree.Address);
            return new(locker.Label, instance, await instance.ReadLevel(path, query));
        });
        await PagedAnswer.Send(context, read!.Reads, read.First, Missing(LockerName.Of(read.Label), $" {tree}", path));
    }

    private static async Task ListPeers(HttpContext context, LockerEdge edge, LockerName name, PeerTree? tree, KeyPath? path, LevelQuery query)
    {
        if (query is not { Skip: null, From: null }) throw ProblemException.BadRequest("?skip and ?from are places of keys: with ?peers=y, say ?after.");
        if (path is not null || tree is { Address.Length: > 0 })
            throw ProblemException.BadRequest("?peers=y lists peers, or with ?peer=P the instances of one: neither a path nor ?instance goes with it.");
        var read = await edge.ReadKnown(name, (locker, _) => locker.ReadPeerLevel(tree?.Peer, query));
        if (read is null) await LockerAnswers.NoLocker(context, name);
        else await PagedAnswer.Send(context, read.Reads, read.First, $"Locker {LockerName.Of(read.Label)} has no peer '{tree?.Peer}'.");
    }

    private static string Missing(LockerName name, string tree, KeyPath? path) =>
        $"Locker {name}{tree} has nothing{(path is { } key ? $" at path [{PathParser.Spaced(key)}]" : "")}.";

    private static LevelQuery Parse(HttpRequest request)
    {
        var (after, from) = (Query.Value(request, "after"), Query.Value(request, "from"));
        int? skip = Query.Value(request, "skip") is not { } value ? null
            : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw ProblemException.BadRequest($"?skip={value} is not a whole number from 0 to {int.MaxValue}.");
        if ((after is null ? 0 : 1) + (from is null ? 0 : 1) + (skip is null ? 0 : 1) > 1)
            throw ProblemException.BadRequest("?after, ?from and ?skip each say where a list begins: give one of them.");
        return new(after, Limit(request), skip, from);
    }

    private static int Limit(HttpRequest request)
    {
        if (Query.Value(request, "limit") is not { } value) return LevelQuery.DefaultLimit;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= LevelQuery.MaxLimit
            ? limit
            : throw ProblemException.BadRequest($"?limit={value} is not a whole number from 1 to {LevelQuery.MaxLimit}.");
    }
}
