using System.Collections.Immutable;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Pods;

/// <summary>A registered peer with its pods, or those that are meant.</summary>
/// <param name="Peer">The peer's name.</param>
/// <param name="Pods">The pods, ordered by address.</param>
internal sealed record PodsOfPeer(string Peer, ImmutableArray<PodAddress> Pods);
