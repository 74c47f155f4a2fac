using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>A peer as dumps show it; what else they show of it is derived.</summary>
internal sealed record DumpedPeer(
    string? Namespace, Dictionary<string, DumpedPod?>? Pods, Dictionary<string, DumpedEpoch?[]?>? PodEpochs)
{
    /// <summary>The peer. Pods that a load brings are offline until they are heard of.</summary>
    public PeerState State(string name, ref string why)
    {
        var pods = ImmutableArray.CreateBuilder<Pod>();
        foreach (var (address, pod) in Pods ?? [])
        {
            if (pod?.CurrentEpoch is null) why = $"pod '{address}' of peer '{name}' has no currentEpoch";
            else if (Names.WhyNotName("Address", address) is { } bad) why = bad;
            if (why.Length > 0) break;
            pods.Add(new(
                pod!.Name ?? "", address, pod.Node ?? "", pod.Cluster ?? "", pod.Healthy, Offline: true,
                pod.CurrentEpoch!.Epoch(address, ref why), Epochs(address, pod.PastEpochs, ref why)));
        }

        var epochs = ImmutableArray.CreateBuilder<PodEpoch>();
        foreach (var (address, list) in PodEpochs ?? [])
        {
            if (Names.WhyNotName("Address", address) is { } bad) why = bad;
            epochs.AddRange(Epochs(address, list, ref why) ?? []);
        }

        return new(name, Namespace ?? "", pods.ToImmutable(), epochs.ToImmutable(), [], [], Known: true);
    }

    private static ImmutableArray<PodEpoch>? Epochs(string address, DumpedEpoch?[]? dumped, ref string why)
    {
        if (dumped is null) return null;
        var epochs = ImmutableArray.CreateBuilder<PodEpoch>(dumped.Length);
        foreach (var epoch in dumped)
        {
            if (epoch is null) why = $"an epoch of '{address}' is null";
            else epochs.Add(epoch.Epoch(address, ref why));
        }

        return epochs.ToImmutable();
    }
}

/// <summary>A pod as dumps show it.</summary>
internal sealed record DumpedPod(
    string? Name, string? Node, string? Cluster, bool Healthy, DumpedEpoch? CurrentEpoch, DumpedEpoch?[]? PastEpochs);

/// <summary>An epoch as dumps show it.</summary>
internal sealed record DumpedEpoch(
    [property: JsonPropertyName("epoch")] int Number, string? Name, string? Node, string? Cluster, string? FirstContact, string? LastContact)
{
    public PodEpoch Epoch(string address, ref string why)
    {
        if (Number < 0) why = $"an epoch of '{address}' has the number {Number}";
        return new(
            Number, Name ?? "", address, Node ?? "", Cluster ?? "",
            Time(FirstContact, address, ref why), Time(LastContact, address, ref why));
    }

    private static long Time(string? text, string address, ref string why)
    {
        if (text is null) return 0;
        if (Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var time)) return time;
        why = $"'{text}' of an epoch of '{address}' is not an RFC 3339 time";
        return 0;
    }
}

/// <summary>How the peers of a dump are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Dictionary<string, DumpedPeer>))]
internal sealed partial class PeerDumpJson : JsonSerializerContext;
