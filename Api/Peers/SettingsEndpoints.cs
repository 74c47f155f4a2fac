using Lockers.Api.Http;
using Lockers.Api.Lockers;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>Reading what peers are handed when they register.</summary>
internal static class SettingsEndpoints
{
    public static RouteGroupBuilder MapSettings(this RouteGroupBuilder peers)
    {
        peers.MapGet("/targets", Targets);
        peers.MapGet("/jobs", Jobs);
        peers.MapGet("/{peer}/targets", PeerTargets);
        peers.MapGet("/{peer}/jobs", PeerJobs);
        peers.MapGet("/track/headers", TrackingHeaders);
        peers.MapGet("/probes", Probes);
        return peers;
    }

    private static Task Targets(HttpContext context, LockerEdge edge) => PeerReads.Send(context, edge, peer => peer.ReadTargets());

    private static Task Jobs(HttpContext context, LockerEdge edge) => PeerReads.Send(context, edge, peer => peer.ReadJobs());

    private static Task PeerTargets(HttpContext context, LockerEdge edge) => One(context, edge, peer => peer.ReadTargets());

    private static Task PeerJobs(HttpContext context, LockerEdge edge) => One(context, edge, peer => peer.ReadJobs());

    private static async Task One(HttpContext context, LockerEdge edge, Func<IPeerGrain, ValueTask<ReadPage>> read)
    {
        var peer = edge.Peer(LockerEdge.PeerName(context));
        var first = await read(peer);
        if (first.Outcome == Outcome.NotFound) await Answers.JsonText(context, "{}"u8);
        else await PagedAnswer.Send(context, peer, first, "");
    }

    private static async Task TrackingHeaders(HttpContext context, LockerEdge edge) =>
        await Answers.JsonText(context, Json.Quoted((await edge.Registry.Settings()).TrackingHeaders ?? ""));

    private static async Task Probes(HttpContext context, LockerEdge edge) =>
        await Answers.JsonText(context, (await edge.Registry.Settings()).Probes);
}
