using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Lockers.Grains.Cluster;

/// <summary>Places a grain on the node that its key names.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnNodePlacementAttribute() : PlacementAttribute(new OnNodePlacement());

/// <inheritdoc cref="OnNodePlacementAttribute"/>
internal sealed class OnNodePlacement : PlacementStrategy;

/// <inheritdoc cref="OnNodePlacementAttribute"/>
internal sealed class OnNodePlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var node = SiloAddress.FromParsableString(target.GrainIdentity.Key.ToString()!);
        return context.GetCompatibleSilos(target).Contains(node)
            ? Task.FromResult(node)
            : throw new OrleansException($"Node {node} is not there.");
    }
}
