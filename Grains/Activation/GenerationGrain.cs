using System.Collections.Immutable;
using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Metrics;
using Lockers.Grains.Reading;
using Lockers.Grains.State;
using Lockers.Grains.Watching;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Activation;

/// <summary>A grain whose content is a tree that belongs to one generation of a locker at a time.</summary>
internal abstract class GenerationGrain : ContentGrain, IHasContent
{
    private readonly Expiries _expiries;
    private readonly ChangeFeed _feed;
    private readonly TreeChanges _changes;

    /// <inheritdoc cref="ContentGrain(IGrainFactory, StateFactory, string, int, ReadLimit, TimeProvider, ILogger, StateFeed)"/>
    protected GenerationGrain(
        IGrainFactory grains, StateFactory states, string kind, int trees, ReadLimit reads, TimeProvider time, ILogger log)
        : base(grains, states, kind, trees, reads, time, log, new ChangeFeed())
    {
        Tree = new GenerationTree(State, time);
        _expiries = new Expiries(this, Tree, time, states.Departure.Begun);
        Tree.Expires = _expiries.Watch;
        _feed = (ChangeFeed)State.Feed!;
        _changes = new TreeChanges(State, _feed, Tree, time, states.Stopping) { IsPart = kind != "L" };
    }

    /// <summary>The content.</summary>
    protected GenerationTree Tree { get; }

    /// <inheritdoc/>
    public LockerStats Content => Tree.WorkingStats;

    /// <inheritdoc/>
    public bool HoldsGeneration => Tree.Generation != 0;

    /// <inheritdoc/>
    public abstract ContentKind ContentKind { get; }

    protected sealed override long HeldGeneration => Tree.Generation;

    protected sealed override bool HoldsNothing => Tree.IsIdle && _changes.Waiting == 0;

    public sealed override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Before anything is recovered, for that is noted too.
        _feed.IsTimeline = ContentKind == ContentKind.Events;
        return base.OnActivateAsync(cancellationToken);
    }

    /// <summary>As <see cref="ILockerGrain.Store"/>.</summary>
    public ValueTask<TextChange> Store(TextStore store) => Tree.Admits(store.Generation) ? Put(store) : JoinAndStore(store);

    /// <summary>As <see cref="ILockerGrain.Import"/>.</summary>
    public async ValueTask<ImportedKeys> Import(ImmutableArray<TreeEntry> entries, long generation)
    {
        if (!Tree.Admits(generation) && !await Join(generation))
        {
            LeaveIfIdle();
            return new(Outcome.Closed, 0);
        }

        var joined = Tree.Generation;
        return new(await Tree.Import(entries), joined);
    }

    /// <summary>As <see cref="ILockerGrain.Remove"/>.</summary>
    public ValueTask<Outcome> Remove(KeyPath path, bool recursive, long generation)
    {
        LeaveIfIdle();
        return Tree.Remove(path, recursive, generation);
    }

    /// <summary>As <see cref="ILockerGrain.RemoveIf"/>.</summary>
    public ValueTask<TextChange> RemoveIf(KeyPath path, TextCondition condition, long generation)
    {
        LeaveIfIdle();
        return Tree.RemoveIf(path, condition, generation);
    }

    /// <summary>As <see cref="ILockerGrain.Get"/>.</summary>
    public ValueTask<TextRead> Get(KeyPath path)
    {
        LeaveIfIdle();
        return new(Tree.Get(path));
    }

    /// <summary>As <see cref="IWatchedTree.Changes"/>.</summary>
    public async ValueTask<ChangePage> Changes(ChangesQuery query)
    {
        var page = await _changes.Read(query);
        LeaveIfIdle();
        return page;
    }

    /// <summary>The revision at which what is kept beside the data has changed last.</summary>
    protected long Listed => _changes.Listed;

    /// <summary>The revision at which something of that went, at most: where that is not known any more, it is a later one.</summary>
    protected long LastDrop => _changes.LastDrop;

    /// <summary>Makes sure that a generation has begun, and says whether it is one that is meant (0: any).</summary>
    protected abstract ValueTask<bool> Join(long generation);

    protected sealed override void Leaving() => _changes.End();

    protected override void Activated()
    {
        base.Activated();
        _expiries.Watch();
    }

    protected override void Resolved()
    {
        base.Resolved();
        _expiries.Watch();
    }

    protected sealed override IReadOnlyCollection<long> StagedLoads() => Tree.StagedLoads();

    private ValueTask<TextChange> Put(TextStore store) => Tree.Store(store.Path, store.Text, store.Format, store.Terms);

    private async ValueTask<TextChange> JoinAndStore(TextStore store)
    {
        // A store that cannot be made must not bring a locker into being.
        var refused = store.Terms?.Condition is { } condition && Tree.HasNothingOf(store.Generation) && !condition.Holds(null);
        if (!refused && await Join(store.Generation)) return await Put(store);
        var refusal = refused ? await Tree.RefuseForNothing() : new(Outcome.Closed, default);
        LeaveIfIdle();
        return refusal;
    }
}
