using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>Reading what peers are handed when they register.</summary>
internal static class SettingsEndpoints
{
    public static RouteGroupBuilder MapSettings(this RouteGroupBuilder peers)
    {
        var read = peers.For(Role.Read);
        read.MapGet("/targets", Targets)
            .Describe("getTargets", "The targets of all peers.", Gives.Json("TargetsOfPeers", "The targets."));
        read.MapGet("/jobs", Jobs)
            .Describe("getJobs", "The jobs of all peers.", Gives.Json("JobsOfPeers", "The jobs."));
        read.MapGet("/{peer}/targets", PeerTargets)
            .Describe("getPeerTargets", "The targets of a peer.", Gives.Json("Targets", "The targets."), Gives.NoContent("It has none."));
        read.MapGet("/{peer}/jobs", PeerJobs)
            .Describe("getPeerJobs", "The jobs of a peer.", Gives.Json("Jobs", "The jobs."), Gives.NoContent("It has none."));
        return peers.MapTargets().MapJobs().MapTracking().MapProbes();
    }

    private static Task Targets(HttpContext context, LockerEdge edge) => PeerReads.Send(context, edge, peer => peer.ReadTargets());

    private static Task Jobs(HttpContext context, LockerEdge edge) => PeerReads.Send(context, edge, peer => peer.ReadJobs());

    private static Task PeerTargets(HttpContext context, LockerEdge edge) => One(context, edge, peer => peer.ReadTargets());

    private static Task PeerJobs(HttpContext context, LockerEdge edge) => One(context, edge, peer => peer.ReadJobs());

    // A peer without any is answered without a body.
    private static async Task One(HttpContext context, LockerEdge edge, Func<IPeerGrain, ValueTask<ReadPage>> read)
    {
        var peer = edge.Peer(LockerEdge.PeerName(context));
        var first = await read(peer);
        if (first.Outcome == Outcome.NotFound || first.Bytes.Span.SequenceEqual("{}"u8)) context.Response.StatusCode = StatusCodes.Status204NoContent;
        else await PagedAnswer.Send(context, peer, first, "");
    }
}
