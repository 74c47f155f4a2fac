using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Orleans.Services;

namespace Lockers.Grains.Cluster;

/// <summary>
/// One node, for the other nodes, addressed by its silo: a call needs no grain directory, and so works also while the cluster
/// does not agree on who is a member.
/// </summary>
[Alias(TypeAliases.NodeService)]
internal interface INodeService : IGrainService
{
    /// <summary>Looks for the asker in the membership table, after it was asked.</summary>
    [Alias("Witness"), ResponseTimeout("00:00:02")]
    ValueTask<TableWitness> Witness([Immutable] SiloAddress asker);

    /// <summary>Lists grains that are active there: see <see cref="HeldGrains.List"/>.</summary>
    [Alias("Held"), ResponseTimeout("00:00:05")]
    ValueTask<ImmutableArray<HeldGrain>> Held(string kind, string prefix, string after);
}
