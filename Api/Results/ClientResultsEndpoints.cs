using System.Collections.Immutable;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Results;

/// <summary>Reading results in the shapes of goto 0.9 and later, of the current locker or of any.</summary>
internal static class ClientResultsEndpoints
{
    /// <summary>Maps those of the current locker.</summary>
    public static RouteGroupBuilder MapClientResults(this RouteGroupBuilder peers)
    {
        Map(peers, "");
        return peers;
    }

    /// <summary>Maps those of any locker.</summary>
    public static RouteGroupBuilder MapLockerClientResults(this RouteGroupBuilder lockers)
    {
        Map(lockers, "/{label}/peers");
        return lockers;
    }

    private static void Map(RouteGroupBuilder group, string prefix)
    {
        var read = group.For(Role.Read);
        foreach (var peer in (ReadOnlySpan<string>)["", "/{peer}"])
        {
            foreach (var instances in (ReadOnlySpan<bool>)[false, true])
            {
                var results = $"{prefix}{peer}{(instances ? "/instances" : "")}/client/results";
                foreach (var part in (ReadOnlySpan<string>)["", "/summary", "/details"])
                {
                    var details = part == "/details";
                    var id = $"get{(prefix.Length == 0 ? "Current" : "")}{(peer.Length == 0 ? "" : "Peer")}{(instances ? "Instance" : "")}Client{(details ? "Details" : "Results")}";
                    var what = $"What {(peer.Length == 0 ? "peers" : "a peer")} measured{(instances ? ", by instance" : "")}, in the shapes of goto 0.9 and later{(details ? ", with details" : "")}";
                    Task Send(HttpContext context, LockerEdge edge) => ClientResultsEndpoints.Send(context, edge, details, instances);
                    DocPart[] parts = [Asks.Epochs, Gives.Json("ClientResults", "The results."), Fails.NoLocker];
                    read.MapGet($"{results}{part}", Send).DescribeOrSame(part != "/summary", id, $"{what}.", parts);
                    read.MapGet($"{results}{part}/targets={{targets}}", Send)
                        .DescribeOrSame(part != "/summary", $"{id}OfTargets", $"{what}, of some targets.", parts);
                }
            }
        }
    }

    private static async Task Send(HttpContext context, LockerEdge edge, bool details, bool instances)
    {
        var route = context.Request.RouteValues;
        var label = route.ContainsKey("label") ? LockerEdge.Route(context, "label") : Names.Current;
        var peer = route.ContainsKey("peer") ? LockerEdge.PeerName(context) : null;
        ImmutableArray<string> targets = route.ContainsKey("targets") ? [.. LockerEdge.Route(context, "targets").Split(',')] : [];
        var query = new ClientResultsQuery(peer, targets, details, instances, Query.Flag(context.Request, "epochs"));
        await LockerAnswers.Send(context, label, await edge.ReadKnown(label, (locker, _) => locker.ReadClientResults(query)));
    }
}
