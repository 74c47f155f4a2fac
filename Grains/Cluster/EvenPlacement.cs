using System.Collections.Concurrent;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Lockers.Grains.Cluster;

/// <summary>Places grains of a kind on all nodes in turn: each node that places some spreads them evenly, so all together do.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class EvenPlacementAttribute() : PlacementAttribute(new EvenPlacement());

/// <inheritdoc cref="EvenPlacementAttribute"/>
internal sealed class EvenPlacement : PlacementStrategy;

/// <inheritdoc cref="EvenPlacementAttribute"/>
internal sealed class EvenPlacementDirector : IPlacementDirector
{
    private readonly ConcurrentDictionary<GrainType, Turn> _turns = new();

    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var nodes = context.GetCompatibleSilos(target);
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, nodes) is { } hinted) return Task.FromResult(hinted);
        if (nodes.Length > 1) Array.Sort(nodes);
        var turn = _turns.GetOrAdd(target.GrainIdentity.Type, _ => new Turn(Random.Shared.Next(1 << 16))).Next();
        return Task.FromResult(nodes[turn % (uint)nodes.Length]);
    }

    private sealed class Turn(int first)
    {
        private int _next = first;

        public uint Next() => (uint)Interlocked.Increment(ref _next);
    }
}
