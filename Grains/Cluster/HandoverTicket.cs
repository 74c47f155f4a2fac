using Lockers.Grains.Interfaces;

namespace Lockers.Grains.Cluster;

/// <summary>What an activation takes along to the node that its state was handed over to.</summary>
/// <param name="Id">The hand-over.</param>
/// <param name="Chunks">How many chunks wait there.</param>
/// <param name="Node">That node.</param>
/// <param name="Revision">The highest revision that was given out.</param>
/// <param name="LastRemoval">The revision of the last removal from the first tree: what was removed before is not known there.</param>
[GenerateSerializer, Immutable, Alias(TypeAliases.HandoverTicket)]
internal sealed record HandoverTicket(
    [property: Id(0)] Guid Id,
    [property: Id(1)] int Chunks,
    [property: Id(2)] SiloAddress Node,
    [property: Id(3)] long Revision,
    [property: Id(4)] long LastRemoval)
{
    /// <summary>What it is called among what a migration takes along.</summary>
    public const string Key = "lockers.handover";
}
