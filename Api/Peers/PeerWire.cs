using System.Text.Json;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>What pods are answered: PeerData of the peer protocol.</summary>
internal static class PeerWire
{
    /// <summary>Answers a pod that registers, in one shape that every generation of peers reads.</summary>
    public static async Task Startup(HttpContext context, IPeerGrain peer, RegistrySettings settings)
    {
        var answer = new PagedAnswer(context);
        var targets = new PeerRead(peer, registered => registered.ReadTargets());
        var jobs = new PeerRead(peer, registered => registered.ReadJobs());
        try
        {
            var found = (await targets.IsFound(), await jobs.IsFound());
            answer.Write("{\"Targets\":"u8);
            await Write(answer, targets, found.Item1);
            answer.Write(",\"Jobs\":"u8);
            await Write(answer, jobs, found.Item2);
        }
        finally
        {
            await targets.End();
            await jobs.End();
        }

        // The rest of an object that has been begun.
        answer.Write(","u8);
        answer.Write(Json.Write(json =>
        {
            json.WriteStartObject();
            Rest(json, settings.TrackingHeaders ?? "", settings.Probes, empty: true, "");
        }).AsSpan(1));
        answer.Write("\n"u8);
    }

    /// <summary>What a pod is answered when it reminds.</summary>
    public static void Remembered(Utf8JsonWriter json, PeerRegistration peer)
    {
        json.WriteStartObject();
        json.WriteNull("Targets");
        json.WriteNull("Jobs");
        var message = $"Remembered Peer: {{Name:{peer.Name} Address:{peer.Address} Pod:{peer.Pod} "
            + $"Namespace:{peer.Namespace} Node:{peer.Node} Cluster:{peer.Cluster}}}";
        Rest(json, "", null, empty: false, message);
    }

    /// <summary>What a pod said of itself when it registered.</summary>
    public static void Registration(Utf8JsonWriter json, PeerRegistration peer)
    {
        json.WriteStartObject();
        json.WriteString("name", peer.Name);
        json.WriteString("address", peer.Address);
        json.WriteString("pod", peer.Pod);
        json.WriteString("namespace", peer.Namespace);
        json.WriteString("node", peer.Node);
        json.WriteString("cluster", peer.Cluster);
        json.WriteEndObject();
    }

    private static async Task Write(PagedAnswer answer, PeerRead read, bool found)
    {
        if (found) await PeerReads.Write(answer, read.Pages());
        else answer.Write("{}"u8);
    }

    private static void Rest(Utf8JsonWriter json, string headers, byte[]? probes, bool empty, string message)
    {
        foreach (var name in (ReadOnlySpan<string>)["JobScripts", "Files"])
        {
            json.WritePropertyName(name);
            json.WriteRawValue(empty ? "{}"u8 : "null"u8);
        }

        json.WriteString("TrackingHeaders", headers);
        json.WriteString("TrackingTimeBuckets", "");
        json.WritePropertyName("Probes");
        json.WriteRawValue(probes ?? "null"u8);
        json.WriteString("Message", message);
        json.WriteEndObject();
    }
}
