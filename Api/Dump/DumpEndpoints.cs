using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Peers;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>Everything out.</summary>
internal static class DumpEndpoints
{
    public static RouteGroupBuilder MapDump(this RouteGroupBuilder registry)
    {
        registry.For(Role.Read).MapGet("/dump", Dump)
            .Describe("dump", "Everything, to be loaded again.", Gives.Json("Dump", "Everything."));
        return registry;
    }

    private static async Task Dump(HttpContext context, LockerEdge edge)
    {
        var answer = new PagedAnswer(context);
        var lockers = await edge.Lockers();
        answer.Write("{\"lockers\":"u8);
        await LockersDump.Write(answer, edge, lockers);
        answer.Write(",\"peers\":"u8);
        await PeerReads.Write(answer, edge, peer => peer.ReadPeer());
        answer.Write(",\"peerTargets\":"u8);
        await PeerReads.Write(answer, edge, peer => peer.ReadTargets());
        answer.Write(",\"peerJobs\":"u8);
        await PeerReads.Write(answer, edge, peer => peer.ReadJobs());
        answer.Write(",\"peerJobScripts\":"u8);
        await PeerReads.Write(answer, edge, peer => peer.ReadFiles(SettingKind.Script));
        answer.Write(",\"peerFiles\":"u8);
        await PeerReads.Write(answer, edge, peer => peer.ReadFiles(SettingKind.File));
        var settings = await edge.Registry.Settings();
        answer.Write(",\"peerTrackingHeaders\":"u8);
        answer.Write(Json.Quoted(settings.TrackingHeaders ?? ""));
        answer.Write(",\"peerTrackingTimeBuckets\":"u8);
        answer.Write(Json.Quoted(settings.TimeBuckets ?? ""));
        answer.Write(",\"peerProbes\":"u8);
        answer.Write(settings.Probes);
        answer.Write(",\"contexts\":"u8);
        await LockersDump.WriteContexts(answer, edge);
        answer.Write("}\n"u8);
    }
}
