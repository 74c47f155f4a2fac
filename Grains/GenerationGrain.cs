using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Metrics;
using Lockers.Grains.Reading;
using Lockers.Grains.State;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains;

/// <summary>A grain whose content is a tree that belongs to one generation of a locker at a time.</summary>
internal abstract class GenerationGrain : ContentGrain, IHasContent
{
    /// <inheritdoc cref="ContentGrain(IGrainFactory, StateFactory, string, int, ReadLimit, TimeProvider, ILogger)"/>
    protected GenerationGrain(
        IGrainFactory grains, StateFactory states, string kind, int trees, ReadLimit reads, TimeProvider time, ILogger log)
        : base(grains, states, kind, trees, reads, time, log) => Tree = new GenerationTree(State, time);

    /// <summary>The content.</summary>
    protected GenerationTree Tree { get; }

    /// <inheritdoc/>
    public LockerStats Content => Tree.WorkingStats;

    /// <inheritdoc/>
    public bool HoldsGeneration => Tree.Generation != 0;

    /// <inheritdoc/>
    public abstract ContentKind ContentKind { get; }

    protected sealed override long HeldGeneration => Tree.Generation;

    protected sealed override bool HoldsNothing => Tree.IsIdle;

    /// <summary>As <see cref="ILockerGrain.Store"/>.</summary>
    public ValueTask<Outcome> Store(KeyPath path, byte[] text, TextFormat format, long generation) =>
        Tree.Admits(generation) ? Tree.Store(path, text, format) : JoinAndStore(path, text, format, generation);

    /// <summary>As <see cref="ILockerGrain.Remove"/>.</summary>
    public ValueTask<Outcome> Remove(KeyPath path, bool recursive, long generation)
    {
        LeaveIfIdle();
        return Tree.Remove(path, recursive, generation);
    }

    /// <summary>As <see cref="ILockerGrain.Get"/>.</summary>
    public ValueTask<TextRead> Get(KeyPath path)
    {
        LeaveIfIdle();
        return new(Tree.Get(path));
    }

    /// <summary>Makes sure that a generation has begun, and says whether it is one that is meant (0: any).</summary>
    protected abstract ValueTask<bool> Join(long generation);

    protected sealed override IReadOnlyCollection<long> StagedLoads() => Tree.StagedLoads();

    private async ValueTask<Outcome> JoinAndStore(KeyPath path, byte[] text, TextFormat format, long generation)
    {
        if (await Join(generation)) return await Tree.Store(path, text, format);
        LeaveIfIdle();
        return Outcome.Closed;
    }
}
