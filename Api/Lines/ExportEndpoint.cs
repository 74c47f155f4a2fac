using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lines;

/// <summary>Lockers as lines of JSON, one for each key with text.</summary>
internal static class ExportEndpoint
{
    /// <summary>The type of lines of JSON.</summary>
    public const string ContentType = "application/x-ndjson; charset=utf-8";

    public static RouteGroupBuilder MapExport(this RouteGroupBuilder lockers)
    {
        lockers.For(Role.Read).MapGet("/{label}/export", Export)
            .Describe("export", "The locker as lines of JSON, one for each key with text; with `/{path}` only what is there and below.",
                Asks.Peers, Asks.Value("peer", "Only the trees of this peer.", "peer1"), Asks.Value("instance", "Only the tree of this instance of it.", "1.0.0.1:8081"),
                Gives.Answer(200, "The lines.", ("application/x-ndjson", null, null)), Fails.NotFound("There is no such locker, or nothing at that path."));
        return lockers;
    }

    /// <summary>
    /// <c>GET lockers/{label}/export[/{path}]?peers=n&amp;peer=P&amp;instance=A</c>: everything; without the trees of peers; only those of a peer, or of an
    /// instance. With a path the key there and what is below it, of the data tree or of the trees of <c>?peer</c>. Each tree is of one moment.
    /// </summary>
    private static async Task Export(HttpContext context, LockerEdge edge)
    {
        var name = LockerEdge.Locker(context);
        var query = Parse(context, edge, name);
        if (await edge.ReadKnown(name, (locker, _) => locker.ReadExport(query)) is not { } read)
        {
            await LockerAnswers.NoLocker(context, name);
            return;
        }

        if (read.First.Outcome != Outcome.Done)
        {
            await PagedAnswer.Send(context, read.Reads, read.First, Missing(LockerName.Of(read.Label), query));
            return;
        }

        context.Response.ContentType = ContentType;
        await new PagedAnswer(context).Part(read.Reads, read.First);
    }

    private static ExportQuery Parse(HttpContext context, LockerEdge edge, LockerName name)
    {
        var target = RequestTarget.Of(context);
        KeyPath? path = target is { HasTail: true, Tail.IsEmpty: false } ? edge.Path(target) : null;
        var tree = PeerTree.Of(context, name);
        if (tree is not null)
            return new(path, Data: false, Peers: true, tree.Peer, Query.Value(context.Request, "instance") is null ? null : tree.Address);
        if (path is not null && Query.Flag(context.Request, "peers"))
            throw ProblemException.BadRequest("A path is one of the locker's data, or with ?peer=P of that peer's trees: ?peers=y does not go with it.");
        return new(path, Data: true, path is null && Query.Flag(context.Request, "peers", absent: true), null, null);
    }

    private static string Missing(LockerName name, ExportQuery query) =>
        query.Peer is { } peer ? $"Locker {name} has no peer '{peer}'." : $"Locker {name} has nothing at path [{PathParser.Spaced(query.Path ?? default)}].";
}
