using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>Where a registered pod is called, and whether it is.</summary>
/// <param name="Address">Its address, <c>host:port</c>, as the pod gave it.</param>
/// <param name="Healthy">Whether it was there when last asked or heard of.</param>
/// <param name="Offline">Whether it is known from a load only.</param>
/// <param name="Epoch">The number of its present epoch: see <see cref="IPeerGrain.RemoveEpoch"/>.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.PodAddress)]
public readonly record struct PodAddress(
    [property: Id(0)] string Address,
    [property: Id(1)] bool Healthy,
    [property: Id(2)] bool Offline,
    [property: Id(3)] int Epoch);

/// <summary>Some pods of a peer, in the order of their addresses.</summary>
/// <param name="Known">Whether the peer is registered; one that is not has no pods.</param>
/// <param name="Pods">The pods.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.PodPage)]
public readonly record struct PodPage(
    [property: Id(0)] bool Known,
    [property: Id(1)] ImmutableArray<PodAddress> Pods);
