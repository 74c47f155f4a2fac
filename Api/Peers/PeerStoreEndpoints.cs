using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>What peers report: storing into and removing from their trees in the current locker.</summary>
internal sealed class PeerStoreEndpoints(LockerEdge edge)
{
    private static readonly string[] PostOrPut = ["POST", "PUT"];

    public RouteGroupBuilder Map(RouteGroupBuilder peers)
    {
        var reports = peers.For(Role.Peer);
        foreach (var tree in (ReadOnlySpan<string>)["/{peer}/locker", "/{peer}/{address}/locker"])
        {
            reports.MapMethods($"{tree}/store", PostOrPut, Store).WithMetadata(HotRoute.PeerStore)
                .Describe($"store{Whose(tree)}Text", "A peer reports: the body becomes the text at that path in the current locker.",
                    Takes.Text, Conditions.OfChange, Gives.Line("Peer peer1 data stored for path [client t1]"));
            reports.MapPost($"{tree}/remove", context => Remove(context, RequestTarget.Of(context)))
                .Describe($"remove{Whose(tree)}Text", "Removes the text at exactly that path, then every key left without text and subkeys, upwards.",
                    Asks.Recursive, Conditions.OfChange, Gives.Line("Peer peer1 data removed for path [client t1]"));
            foreach (var word in (ReadOnlySpan<string>)["store", "get"])
                reports.MapDelete($"{tree}/{word}", context => Remove(context, RequestTarget.Of(context))).SameAs($"remove{Whose(tree)}Text");
            reports.MapPost($"{tree}/lock", Lock)
                .Describe($"lock{Whose(tree)}Locker", "Peers send it at the end of an invocation; nothing is done.", Gives.Nothing);
        }

        return peers;
    }

    // Operations are named by it.
    private static string Whose(string tree) => tree.Contains("address", StringComparison.Ordinal) ? "Instance" : "Peer";

    /// <summary>POST peers/{peer}[/{address}]/locker/store/{path}: the data path.</summary>
    private async Task Store(HttpContext context)
    {
        var target = RequestTarget.Of(context);
        var path = edge.Path(target);
        var peer = LockerEdge.Checked("Peer name", target.Decoded(1));
        var address = target.Count == 5 ? LockerEdge.Checked("Address", target.Decoded(2)) : "";
        var terms = Preconditions.Of(context.Request) is { } condition ? new StoreTerms(condition) : null;
        var text = await edge.Text(context);
        var (_, change) = await edge.Names.Change(
            Names.Current, (edge, peer, address, path, text, format: LockerEdge.Format(context), terms),
            static (locker, it) => it.edge.Instance(locker.Label, it.peer, it.address).Store(new(it.path, it.text, it.format, locker.Generation, it.terms)),
            context);
        if (change.Outcome == Outcome.Unmet)
        {
            await Preconditions.Failed(context, change.Id);
            return;
        }

        ETags.Set(context, change.Id);
        Answers.PathLine(context, "Peer "u8, peer, " data stored for path ["u8, path);
    }

    private async Task Remove(HttpContext context, RequestTarget target)
    {
        var path = edge.Path(target);
        var (peer, address) = (LockerEdge.PeerName(context), LockerEdge.Address(context));
        var recursive = Query.Flag(context.Request, "recursive");
        if (Preconditions.Of(context.Request) is { } condition)
        {
            if (recursive) throw Preconditions.NotForTrees();
            var (_, change) = await edge.Names.Change(
                Names.Current, (edge, peer, address, path, condition),
                static (locker, it) => it.edge.Instance(locker.Label, it.peer, it.address).RemoveIf(it.path, it.condition, locker.Generation));
            if (change.Outcome == Outcome.Unmet) await Preconditions.Failed(context, change.Id);
            else Answers.PathLine(context, "Peer "u8, peer, " data removed for path ["u8, path);
            return;
        }

        await edge.Names.Run(
            Names.Current, (edge, peer, address, path, recursive),
            static (locker, it) => it.edge.Instance(locker.Label, it.peer, it.address).Remove(it.path, it.recursive, locker.Generation));
        Answers.PathLine(context, "Peer "u8, peer, " data removed for path ["u8, path);
    }

    // Peers to 0.8 send it at the end of an invocation; there is nothing to lock.
    private static Task Lock(HttpContext context) => Task.CompletedTask;
}
