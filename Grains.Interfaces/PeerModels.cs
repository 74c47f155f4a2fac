using System.Collections.Immutable;

namespace Lockers.Grains.Interfaces;

/// <summary>What a pod says of itself when it registers. Texts may be empty but for the name and the address.</summary>
[GenerateSerializer, Immutable, Alias(TypeAliases.PeerRegistration)]
public sealed record PeerRegistration(
    [property: Id(0)] string Name,
    [property: Id(1)] string Address,
    [property: Id(2)] string Pod,
    [property: Id(3)] string Namespace,
    [property: Id(4)] string Node,
    [property: Id(5)] string Cluster);

/// <summary>A JSON text under a name, kept as it came.</summary>
[GenerateSerializer, Immutable, Alias(TypeAliases.NamedJson)]
public readonly record struct NamedJson(
    [property: Id(0)] string Name,
    [property: Id(1)] byte[] Json);

/// <summary>One stay of a pod at an address, from a registration to the next. Times are UTC ticks.</summary>
[GenerateSerializer, Immutable, Alias(TypeAliases.PodEpoch)]
public sealed record PodEpoch(
    [property: Id(0)] int Epoch,
    [property: Id(1)] string Name,
    [property: Id(2)] string Address,
    [property: Id(3)] string Node,
    [property: Id(4)] string Cluster,
    [property: Id(5)] long FirstContact,
    [property: Id(6)] long LastContact);

/// <summary>A registered pod.</summary>
/// <param name="Name">The pod's name.</param>
/// <param name="Address">Its address, <c>ip:port</c>.</param>
/// <param name="Node">Where it runs.</param>
/// <param name="Cluster">Where that is.</param>
/// <param name="Healthy">Whether it was there when last asked or heard of.</param>
/// <param name="Offline">Whether it is known from a load only.</param>
/// <param name="Epoch">Its present epoch.</param>
/// <param name="PastEpochs">Those before; null until there was one, as goto shows it.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.Pod)]
public sealed record Pod(
    [property: Id(0)] string Name,
    [property: Id(1)] string Address,
    [property: Id(2)] string Node,
    [property: Id(3)] string Cluster,
    [property: Id(4)] bool Healthy,
    [property: Id(5)] bool Offline,
    [property: Id(6)] PodEpoch Epoch,
    [property: Id(7)] ImmutableArray<PodEpoch>? PastEpochs);

/// <summary>Everything that is known of a peer. Pods and epochs are ordered by address, targets and jobs by name.</summary>
/// <param name="Name">The peer's name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Pods">The registered pods.</param>
/// <param name="PodEpochs">Every epoch of every address, those of pods that are gone included.</param>
/// <param name="Targets">What it is to call.</param>
/// <param name="Jobs">What it is to run.</param>
/// <param name="Known">Whether the peer was registered, not only given targets or jobs.</param>
/// <param name="Files">Scripts and files that its jobs need; default for none.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.PeerState)]
public sealed record PeerState(
    [property: Id(0)] string Name,
    [property: Id(1)] string Namespace,
    [property: Id(2)] ImmutableArray<Pod> Pods,
    [property: Id(3)] ImmutableArray<PodEpoch> PodEpochs,
    [property: Id(4)] ImmutableArray<NamedJson> Targets,
    [property: Id(5)] ImmutableArray<NamedJson> Jobs,
    [property: Id(6)] bool Known,
    [property: Id(7)] ImmutableArray<PeerSetting> Files = default);
