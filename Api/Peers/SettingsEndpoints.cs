using Lockers.Api.Http;
using Lockers.Api.Lockers;

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

    private static async Task Targets(HttpContext context, LockerEdge edge) =>
        await Answers.JsonText(context, await PeersEndpoints.Write(edge, (json, peer) => PeerWire.Named(json, peer.Targets)));

    private static async Task Jobs(HttpContext context, LockerEdge edge) =>
        await Answers.JsonText(context, await PeersEndpoints.Write(edge, (json, peer) => PeerWire.Named(json, peer.Jobs)));

    private static async Task PeerTargets(HttpContext context, LockerEdge edge)
    {
        var peer = await edge.Peer(LockerEdge.PeerName(context)).Describe();
        await Answers.JsonText(context, Json.Write(json => PeerWire.Named(json, peer?.Targets ?? [])));
    }

    private static async Task PeerJobs(HttpContext context, LockerEdge edge)
    {
        var peer = await edge.Peer(LockerEdge.PeerName(context)).Describe();
        await Answers.JsonText(context, Json.Write(json => PeerWire.Named(json, peer?.Jobs ?? [])));
    }

    private static async Task TrackingHeaders(HttpContext context, LockerEdge edge) =>
        await Answers.JsonText(context, Json.Quoted((await edge.Registry.Settings()).TrackingHeaders ?? ""));

    private static async Task Probes(HttpContext context, LockerEdge edge) =>
        await Answers.JsonText(context, (await edge.Registry.Settings()).Probes);
}
