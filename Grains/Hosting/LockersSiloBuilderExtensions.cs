using Lockers.Grains.Cluster;
using Lockers.Grains.Journal;
using Lockers.Grains.Journal.Storage;
using Lockers.Grains.Metrics;
using Lockers.Grains.Reading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;

namespace Lockers.Grains.Hosting;

/// <summary>Puts the lockers' grains on a silo.</summary>
public static class LockersSiloBuilderExtensions
{
    /// <summary>
    /// The name under which an <see cref="IJournalStorage"/> is added that journals are kept in, or else any <see cref="IGrainStorage"/>, which takes
    /// and gives bytes: see <see cref="AddJournalSerializer"/>. Without one of that name, everything is in memory only.
    /// </summary>
    public const string JournalStorage = StateFactory.Storage;

    /// <summary>Adds what the grains need. Idempotent.</summary>
    public static ISiloBuilder AddLockers(this ISiloBuilder silo)
    {
        if (silo.Services.Any(service => service.ServiceType == typeof(StateFactory))) return silo;
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton<IServingLease>(services =>
            services.GetService<IStorageClaim>() is { } claim ? new ClaimLease(claim) : new StandaloneLease());
        silo.Services.TryAddSingleton<Handover>();
        silo.Services.TryAddSingleton<Losses>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<Losses>());
        silo.Services.TryAddSingleton<Departure>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<Departure>());
        silo.Services.TryAddSingleton<StorageOutage>();
        silo.Services.TryAddSingleton<HeldGrains>();
        silo.Services.TryAddSingleton(new NodeFacts("Memory", "Localhost"));
        silo.Services.TryAddSingleton<StateFactory>();
        silo.Services.AddMetrics();
        silo.Services.TryAddSingleton<GrainInstruments>();
        silo.Services.TryAddSingleton<NodeContent>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, NodeGauges>();
        silo.Services.TryAddSingleton(new ReadLimit(ReadLimit.OfNode));
        silo.Services.AddPlacementDirector<EvenPlacement, EvenPlacementDirector>();
        silo.Services.AddPlacementDirector<OnNodePlacement, OnNodePlacementDirector>();
        return silo;
    }

    /// <summary>Makes the silo one of several: it answers only as long as the membership table shows it as a member.</summary>
    public static ISiloBuilder AddMembershipLease(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<MembershipReader>();
        silo.Services.AddSingleton<MembershipWitness>();
        silo.Services.AddSingleton<TableWitnesses>();
        silo.Services.TryAddSingleton<HeldGrains>();
        silo.Services.AddSingleton<Survivors>();
        silo.Services.AddSingleton<INodeServices, NodeServices>();
        silo.AddGrainService<NodeService>();
        silo.Services.AddSingleton<ServingLease>();
        silo.Services.AddSingleton<IServingLease>(services => services.GetRequiredService<ServingLease>());
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<ServingLease>());
        return silo;
    }

    /// <summary>Hands the journals' storage the bytes of records as they are.</summary>
    public static ISiloBuilder AddJournalSerializer(this ISiloBuilder silo)
    {
        silo.Services.AddKeyedSingleton<IGrainStorageSerializer, RawRecordSerializer>(JournalStorage);
        return silo;
    }
}
