using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>Reads the sections of a dump that concern peers. They are small next to the lockers, and read whole.</summary>
internal static class PeerSections
{
    /// <summary>Reads a section.</summary>
    /// <param name="sections">Where it goes.</param>
    /// <param name="name">The section.</param>
    /// <param name="json">Its JSON.</param>
    /// <param name="why">What is wrong with it.</param>
    /// <returns>Whether nothing is.</returns>
    public static bool Read(DumpSections sections, string name, ReadOnlyMemory<byte> json, out string why)
    {
        why = Utf8.IsValid(json.Span) ? "" : "it is not UTF-8";
        if (why.Length > 0) return false;
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        switch (name)
        {
            case "peers":
                sections.Peers = ReadPeers(value, json.Span, ref why);
                break;
            case "peerTargets":
                sections.Targets = ReadNamed(value, "name", ref why);
                break;
            case "peerJobs":
                sections.Jobs = ReadNamed(value, "id", ref why);
                break;
            case "peerTrackingHeaders":
                if (value.ValueKind == JsonValueKind.String) sections.TrackingHeaders = value.GetString();
                else why = "it is not a string";
                break;
            case "peerProbes":
                if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Object) sections.Probes = json.ToArray();
                else why = "it is neither null nor an object";
                break;
            default:
                why = "a dump has no such section";
                break;
        }

        return why.Length == 0;
    }

    private static ImmutableArray<PeerState>? ReadPeers(JsonElement value, ReadOnlySpan<byte> json, ref string why)
    {
        if (value.ValueKind == JsonValueKind.Null) return [];
        if (JsonSerializer.Deserialize(json, PeerDumpJson.Default.DictionaryStringDumpedPeer) is not { } dumped) return [];
        var peers = ImmutableArray.CreateBuilder<PeerState>();
        foreach (var (name, peer) in dumped)
        {
            if (peer is null) why = $"peer '{name}' is null";
            else if (Names.WhyNotName("Peer name", name) is { } bad) why = bad;
            else peers.Add(peer.State(name, ref why));
            if (why.Length > 0) return null;
        }

        return peers.ToImmutable();
    }

    private static ImmutableDictionary<string, ImmutableArray<NamedJson>>? ReadNamed(JsonElement value, string key, ref string why)
    {
        var peers = ImmutableDictionary.CreateBuilder<string, ImmutableArray<NamedJson>>(StringComparer.Ordinal);
        if (value.ValueKind == JsonValueKind.Null) return peers.ToImmutable();
        if (value.ValueKind != JsonValueKind.Object)
        {
            why = "it is not an object";
            return null;
        }

        foreach (var peer in value.EnumerateObject())
        {
            if (Names.WhyNotName("Peer name", peer.Name) is { } bad) why = bad;
            else if (peer.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null)) why = $"'{peer.Name}' is not an object";
            if (why.Length > 0) return null;
            var items = ImmutableArray.CreateBuilder<NamedJson>();
            foreach (var item in peer.Value.ValueKind == JsonValueKind.Object ? peer.Value.EnumerateObject() : default)
            {
                if (item.Value.ValueKind != JsonValueKind.Object || !item.Value.TryGetProperty(key, out _))
                {
                    why = $"'{peer.Name}.{item.Name}' is not an object with a member '{key}'";
                    return null;
                }

                items.Add(new(item.Name, Encoding.UTF8.GetBytes(item.Value.GetRawText())));
            }

            peers[peer.Name] = items.ToImmutable();
        }

        return peers.ToImmutable();
    }
}
