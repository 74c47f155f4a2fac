using System.Text.Json.Serialization;
using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Peers;

/// <summary>What is kept of a registered pod beside its epochs.</summary>
/// <param name="Name">The pod's name.</param>
/// <param name="Node">Where it runs.</param>
/// <param name="Cluster">Where that is.</param>
/// <param name="Healthy">Whether it was there when last asked or heard of.</param>
/// <param name="Offline">Whether it is known from a load only.</param>
/// <param name="EpochsCleared">Whether its past epochs were dropped: goto then shows none as an empty list instead of null.</param>
internal sealed record PodRecord(string Name, string Node, string Cluster, bool Healthy, bool Offline, bool EpochsCleared);

/// <summary>How records are kept as JSON.</summary>
[JsonSerializable(typeof(PodRecord))]
[JsonSerializable(typeof(PodEpoch))]
internal sealed partial class PeerJson : JsonSerializerContext;
