using Orleans.Concurrency;
using Orleans.Placement;

namespace Lockers.Grains.Nodes;

/// <inheritdoc cref="INodeGrain"/>
[KeepAlive, Immovable, Reentrant, OnNodePlacement]
internal sealed class NodeGrain : Grain, INodeGrain
{
    // A state whose activation never came for it is given up.
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(5);

    private readonly Dictionary<Guid, Kept> _kept = [];

    public ValueTask Keep(Guid handover, int number, byte[] chunk)
    {
        if (!_kept.TryGetValue(handover, out var kept)) _kept.Add(handover, kept = new(Drop(handover)));
        kept.Chunks[number] = chunk;
        return default;
    }

    public ValueTask<HandoverChunk?> Give(Guid handover, int number)
    {
        if (!_kept.TryGetValue(handover, out var kept)) return new((HandoverChunk?)null);

        // Whoever asks for a chunk has the one before it.
        kept.Chunks.Remove(number - 1);
        return new(kept.Chunks.TryGetValue(number, out var chunk) ? new HandoverChunk(chunk) : null);
    }

    public ValueTask Forget(Guid handover)
    {
        if (_kept.Remove(handover, out var kept)) kept.GiveUp.Dispose();
        return default;
    }

    private IGrainTimer Drop(Guid handover) => this.RegisterGrainTimer(
        _ =>
        {
            _kept.Remove(handover, out var kept);
            kept?.GiveUp.Dispose();
            return Task.CompletedTask;
        },
        new GrainTimerCreationOptions(KeepFor, Timeout.InfiniteTimeSpan));

    private sealed record Kept(IGrainTimer GiveUp)
    {
        public Dictionary<int, byte[]> Chunks { get; } = [];
    }
}
