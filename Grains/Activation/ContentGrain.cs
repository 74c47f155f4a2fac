using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.State;
using Microsoft.Extensions.Logging;

namespace Lockers.Grains.Activation;

/// <summary>A grain whose content is read page by page, and replaced by loads, which put theirs into its staging area first.</summary>
internal abstract class ContentGrain : TreeGrain, IDisposable
{
    private readonly ForgottenLoads _forgotten;

    /// <param name="grains">The other grains.</param>
    /// <param name="states">Where states come from.</param>
    /// <param name="kind">As for <see cref="TreeGrain"/>.</param>
    /// <param name="trees">How many trees the state has.</param>
    /// <param name="reads">The reads of the node.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="feed">As for <see cref="TreeGrain"/>.</param>
    protected ContentGrain(
        IGrainFactory grains, StateFactory states, string kind, int trees, ReadLimit reads, TimeProvider time, ILogger log, StateFeed? feed = null)
        : base(states, kind, trees, feed)
    {
        Registry = grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);
        Reads = new ReadCursors(reads, time);
        _forgotten = new ForgottenLoads(this, Registry, StagedLoads, Unstage, log);
    }

    /// <summary>The registry.</summary>
    protected IRegistryGrain Registry { get; }

    /// <summary>The reads that are open.</summary>
    protected ReadCursors Reads { get; }

    /// <summary>Whether there is nothing that would be lost, apart from reads.</summary>
    protected abstract bool HoldsNothing { get; }

    protected sealed override bool IsIdle => HoldsNothing && Reads.Count == 0;

    /// <summary>As <see cref="IReadCursors.ReadNext"/>.</summary>
    public async ValueTask<ReadPage> ReadNext(long read, int number)
    {
        var page = await Reads.Next(read, number);
        LeaveIfIdle();
        return page;
    }

    /// <summary>As <see cref="IReadCursors.EndRead"/>.</summary>
    public ValueTask EndRead(long read)
    {
        Reads.End(read);
        LeaveIfIdle();
        return default;
    }

    /// <summary>Forgets what was staged under a load.</summary>
    public async ValueTask Unstage(long load)
    {
        await DropStaged(load);
        LeaveIfIdle();
    }

    /// <inheritdoc/>
    public void Dispose() => Reads.Dispose();

    /// <summary>The loads that have something in the staging area.</summary>
    protected abstract IReadOnlyCollection<long> StagedLoads();

    /// <summary>Empties the staging area of a load.</summary>
    protected abstract ValueTask DropStaged(long load);

    /// <summary>Says that a load has put something into the staging area: it is dropped when the load is given up.</summary>
    protected void Staged() => _forgotten.Watch(ForgottenLoads.Interval);

    protected override void Activated() => _forgotten.Watch(TimeSpan.Zero);

    protected override void Resolved() => _forgotten.Watch(ForgottenLoads.Interval);
}
