using System.Reflection;
using Lockers.Grains.Interfaces;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Cluster;

/// <inheritdoc cref="INodeGrain"/>
[KeepAlive, Immovable, Reentrant, OnNodePlacement]
internal sealed class NodeGrain(HeldGrains held, NodeFacts facts, StorageOutage outage) : Grain, INodeGrain, INodeStatusGrain
{
    // A state whose activation never came for it is given up.
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(5);

    private static readonly string Version =
        typeof(NodeGrain).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private readonly Dictionary<Guid, Kept> _kept = [];

    public ValueTask Keep(Guid handover, int number, byte[] chunk, string kind, HeldGrain grain)
    {
        if (!_kept.TryGetValue(handover, out var kept))
            _kept.Add(handover, kept = new(GiveUp(handover), held.Enter(kind, grain.Key, () => grain.Generation)));
        kept.Chunks[number] = chunk;
        return default;
    }

    public ValueTask<HandoverChunk?> Give(Guid handover, int number)
    {
        if (!_kept.TryGetValue(handover, out var kept)) return new((HandoverChunk?)null);

        // An activation that asks for a chunk has the one before it.
        kept.Chunks.Remove(number - 1);
        return new(kept.Chunks.TryGetValue(number, out var chunk) ? new HandoverChunk(chunk) : null);
    }

    public ValueTask Forget(Guid handover)
    {
        if (!_kept.TryGetValue(handover, out var kept)) return default;
        kept.Chunks.Clear();

        // Where the grain went on to another node, a reader of the lists may have asked that node before.
        if (kept.Arriving.IsListed) kept.Arriving.Leave();
        else Drop(handover);
        return default;
    }

    public ValueTask<NodeStatus> Status() => new(outage.Status(Version, facts));

    private IGrainTimer GiveUp(Guid handover) => this.RegisterGrainTimer(
        _ =>
        {
            Drop(handover);
            return Task.CompletedTask;
        },
        new GrainTimerCreationOptions(KeepFor, Timeout.InfiniteTimeSpan));

    private void Drop(Guid handover)
    {
        if (!_kept.Remove(handover, out var kept)) return;
        kept.GiveUp.Dispose();
        kept.Arriving.Dispose();
    }

    private sealed record Kept(IGrainTimer GiveUp, HeldGrains.Entry Arriving)
    {
        public Dictionary<int, byte[]> Chunks { get; } = [];
    }
}
