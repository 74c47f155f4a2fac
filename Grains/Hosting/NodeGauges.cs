using Lockers.Grains.Cluster;
using Lockers.Grains.Journal;
using Lockers.Grains.Metrics;
using Lockers.Grains.Reading;

namespace Lockers.Grains.Hosting;

/// <summary>Connects the instruments that are looked at with what they show, once the silo starts.</summary>
internal sealed class NodeGauges(GrainInstruments instruments, IServingLease lease, StorageOutage outage, NodeContent content, ReadLimit reads)
    : ILifecycleParticipant<ISiloLifecycle>
{
    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(nameof(NodeGauges), ServiceLifecycleStage.First, _ =>
    {
        instruments.Observe(() => lease.IsValid, () => outage.InDoubt, content, () => reads.Open);
        return Task.CompletedTask;
    });
}
