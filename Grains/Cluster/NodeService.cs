using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime.Services;
using Orleans.Services;

namespace Lockers.Grains.Cluster;

/// <inheritdoc cref="INodeService"/>
[Reentrant]
internal sealed class NodeService(GrainId id, global::Orleans.Runtime.Silo silo, ILoggerFactory logs, MembershipWitness witness, HeldGrains held)
    : GrainService(id, silo, logs), INodeService
{
    public ValueTask<TableWitness> Witness(SiloAddress asker) => new(witness.Of(asker));

    public ValueTask<ImmutableArray<HeldGrain>> Held(string kind, string prefix, string after) => new(held.List(kind, prefix, after));
}

/// <summary>Calls other nodes.</summary>
internal interface INodeServices : IGrainServiceClient<INodeService>
{
    /// <summary>The service of the silo at an address.</summary>
    INodeService Of(SiloAddress node);
}

/// <inheritdoc cref="INodeServices"/>
internal sealed class NodeServices(IServiceProvider services) : GrainServiceClient<INodeService>(services), INodeServices
{
    public INodeService Of(SiloAddress node) => GetGrainService(node);
}
