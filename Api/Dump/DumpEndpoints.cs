using Lockers.Api.Http;
using Lockers.Api.Lockers;
using Lockers.Api.Peers;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>Everything out, and in again.</summary>
internal static class DumpEndpoints
{
    public static RouteGroupBuilder MapDump(this RouteGroupBuilder registry)
    {
        registry.MapGet("/dump", Dump);
        registry.MapPost("/load", Load);
        return registry;
    }

    private static async Task Dump(HttpContext context, LockerEdge edge)
    {
        var answer = new PagedAnswer(context);
        answer.Write("{\"lockers\":"u8);
        await AllLockersEndpoints.Write(answer, edge, ReadOptions.All);
        answer.Write(",\"peers\":"u8);
        await PeerReads.Write(answer, edge, peer => peer.ReadPeer());
        answer.Write(",\"peerTargets\":"u8);
        await PeerReads.Write(answer, edge, peer => peer.ReadTargets());
        answer.Write(",\"peerJobs\":"u8);
        await PeerReads.Write(answer, edge, peer => peer.ReadJobs());
        var settings = await edge.Registry.Settings();
        answer.Write(",\"peerTrackingHeaders\":"u8);
        answer.Write(Json.Quoted(settings.TrackingHeaders ?? ""));
        answer.Write(",\"peerProbes\":"u8);
        answer.Write(settings.Probes);
        answer.Write("}\n"u8);
    }

    private static async Task Load(HttpContext context, LockerEdge edge, TimeProvider time)
    {
        var body = await RequestBody.Read(context.Request, edge.Limits.MaxLoadBytes, budget: null);
        var load = new DumpLoad(edge, time);
        var parser = new DumpParser(body, edge.Limits);
        try
        {
            while (parser.Next(out var part)) await load.Stage(part);
            await load.Commit(parser.Sections);
        }
        catch
        {
            await load.Abandon();
            throw;
        }

        await Answers.Line(context, "Registry data loaded");
    }
}
