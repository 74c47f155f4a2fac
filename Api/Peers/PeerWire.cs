using System.Text.Json;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>What pods are answered: PeerData of the peer protocol.</summary>
internal static class PeerWire
{
    /// <summary>
    /// Answers a pod that registers, in one shape that every generation of peers reads: members that a peer does not know do not matter to it.
    /// Nothing in a registration says of which generation the pod is.
    /// </summary>
    public static async Task Startup(HttpContext context, IPeerGrain peer, RegistrySettings settings)
    {
        var answer = new PagedAnswer(context);
        await answer.Part(peer, await peer.ReadStartup());

        // The rest of an object that has been begun.
        answer.Write(","u8);
        answer.Write(JsonText.Write(json =>
        {
            json.WriteStartObject();
            Rest(json, settings, "");
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
        json.WriteNull("JobScripts");
        json.WriteNull("Files");
        Rest(json, new("", null, ""), message);
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

    private static void Rest(Utf8JsonWriter json, RegistrySettings settings, string message)
    {
        json.WriteString("TrackingHeaders", settings.TrackingHeaders ?? "");
        json.WriteString("TrackingTimeBuckets", settings.TimeBuckets ?? "");
        json.WritePropertyName("Probes");
        json.WriteRawValue(settings.Probes ?? "null"u8);
        json.WriteString("Message", message);
        json.WriteEndObject();
    }
}
