using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Dump;

/// <summary>A pod as dumps show it; what else they show of it is derived.</summary>
internal sealed record DumpedPod(
    string? Name, string? Node, string? Cluster, bool Healthy, DumpedEpoch? CurrentEpoch, DumpedEpoch?[]? PastEpochs)
{
    /// <summary>The pod. Pods that a load brings are offline until they are heard of.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="why">Why it cannot be one.</param>
    public Pod? Pod(string address, ref string why)
    {
        if (CurrentEpoch is null) why = "it has no currentEpoch";
        if (CurrentEpoch is null) return null;
        return new(
            Name ?? "", address, Node ?? "", Cluster ?? "", Healthy, Offline: true,
            CurrentEpoch.Epoch(address, ref why), Past(address, ref why));
    }

    private ImmutableArray<PodEpoch>? Past(string address, ref string why)
    {
        if (PastEpochs is null) return null;
        var epochs = ImmutableArray.CreateBuilder<PodEpoch>(PastEpochs.Length);
        foreach (var epoch in PastEpochs)
        {
            if (epoch is null) why = "one of its pastEpochs is null";
            else epochs.Add(epoch.Epoch(address, ref why));
        }

        return epochs.ToImmutable();
    }
}

/// <summary>An epoch as dumps show it.</summary>
internal sealed record DumpedEpoch(
    [property: JsonPropertyName("epoch")] int Number, string? Name, string? Node, string? Cluster, string? FirstContact, string? LastContact)
{
    // The next registration counts on from it.
    private const int MostEpochs = 1_000_000_000;

    /// <summary>The epoch of an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="why">Why it cannot be one.</param>
    public PodEpoch Epoch(string address, ref string why)
    {
        if (Number is < 0 or > MostEpochs) why = $"an epoch has the number {Number}; it must be from 0 to {MostEpochs}";
        return new(
            Number, Name ?? "", address, Node ?? "", Cluster ?? "", Time(FirstContact, ref why), Time(LastContact, ref why));
    }

    private static long Time(string? text, ref string why)
    {
        if (text is null) return 0;
        if (Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var time)) return time;
        why = $"'{text}' is not an RFC 3339 time";
        return 0;
    }
}

/// <summary>How pods and epochs of a dump are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DumpedPod))]
[JsonSerializable(typeof(DumpedEpoch))]
internal sealed partial class PeerDumpJson : JsonSerializerContext;
