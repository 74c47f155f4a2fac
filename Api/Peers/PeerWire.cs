using System.Collections.Immutable;
using System.Text.Json;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>The peers' JSON: PeerData, Peers, Pod and PodEpoch of the peer protocol.</summary>
internal static class PeerWire
{
    /// <summary>What a pod is answered when it registers: one shape that every generation of peers reads.</summary>
    public static void Startup(Utf8JsonWriter json, PeerStartup startup, RegistrySettings settings)
    {
        json.WriteStartObject();
        Named(json, "Targets", startup.Targets);
        Named(json, "Jobs", startup.Jobs);
        Rest(json, settings.TrackingHeaders ?? "", settings.Probes, empty: true, "");
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

    /// <summary>A peer with its pods and epochs.</summary>
    public static void Peer(Utf8JsonWriter json, PeerState peer)
    {
        json.WriteStartObject();
        json.WriteString("name", peer.Name);
        json.WriteString("namespace", peer.Namespace);
        json.WriteStartObject("pods");
        foreach (var pod in peer.Pods) Pod(json, pod);
        json.WriteEndObject();
        json.WriteStartObject("podEpochs");
        foreach (var epochs in peer.PodEpochs.GroupBy(epoch => epoch.Address))
        {
            json.WritePropertyName(epochs.Key);
            Epochs(json, [.. epochs]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>JSON texts under their names.</summary>
    public static void Named(Utf8JsonWriter json, ImmutableArray<NamedJson> items)
    {
        json.WriteStartObject();
        foreach (var item in items)
        {
            json.WritePropertyName(item.Name);
            json.WriteRawValue(item.Json);
        }

        json.WriteEndObject();
    }

    private static void Named(Utf8JsonWriter json, string name, ImmutableArray<NamedJson> items)
    {
        json.WritePropertyName(name);
        Named(json, items);
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

    private static void Pod(Utf8JsonWriter json, Pod pod)
    {
        json.WriteStartObject(pod.Address);
        json.WriteString("name", pod.Name);
        json.WriteString("address", pod.Address);
        json.WriteString("node", pod.Node);
        json.WriteString("cluster", pod.Cluster);
        json.WriteBoolean("healthy", pod.Healthy);
        json.WritePropertyName("currentEpoch");
        Epoch(json, pod.Epoch);
        json.WritePropertyName("pastEpochs");
        if (pod.PastEpochs is { } past) Epochs(json, past);
        else json.WriteNullValue();
        json.WriteString("url", $"http://{pod.Address}");
        json.WriteBoolean("offline", pod.Offline);
        json.WriteEndObject();
    }

    private static void Epochs(Utf8JsonWriter json, ImmutableArray<PodEpoch> epochs)
    {
        json.WriteStartArray();
        foreach (var epoch in epochs) Epoch(json, epoch);
        json.WriteEndArray();
    }

    private static void Epoch(Utf8JsonWriter json, PodEpoch epoch)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", epoch.Epoch);
        json.WriteString("name", epoch.Name);
        json.WriteString("address", epoch.Address);
        json.WriteString("node", epoch.Node);
        json.WriteString("cluster", epoch.Cluster);
        json.WriteString("firstContact", Rfc3339.Text(epoch.FirstContact));
        json.WriteString("lastContact", Rfc3339.Text(epoch.LastContact));
        json.WriteEndObject();
    }
}
