using Lockers.Api.Hosting;
using Lockers.Grains.Cluster;
using Lockers.Grains.Hosting;
using Lockers.Grains.Journal.Storage;
using Lockers.Silo.Metrics;
using Lockers.Silo.Postgres;
using Lockers.Silo.Postgres.Journals;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Lockers.Silo.Hosting;

/// <summary>What a node has in PostgreSQL: its journals, and the table of the cluster's members.</summary>
internal static class PostgresExtensions
{
    private const string Invariant = "Npgsql";

    /// <summary>Keeps journals there.</summary>
    public static ISiloBuilder AddPostgresJournals(this ISiloBuilder silo)
    {
        silo.Services.AddKeyedSingleton<IJournalStorage>(LockersSiloBuilderExtensions.JournalStorage, (services, _) => Journals(services));
        silo.Services.AddSingleton(Lock);
        silo.Services.AddSingleton<IStorageClaim>(services => services.GetRequiredService<StorageLock>());
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<StorageLock>());
        return silo;
    }

    /// <summary>Takes the lock on the records, where there are any; says on standard error why it cannot be taken.</summary>
    /// <returns>Whether the node can go on.</returns>
    public static async Task<bool> HasStorage(this WebApplication app)
    {
        if (app.Services.GetService<StorageLock>() is not { } storage) return true;
        if (await storage.Take(app.Lifetime.ApplicationStopping) is not { } why) return true;
        await Console.Error.WriteLineAsync($"Storage: {why}");
        return false;
    }

    /// <summary>Makes the silo a member of the cluster whose table is there.</summary>
    public static ISiloBuilder UsePostgresClustering(this ISiloBuilder silo)
    {
        silo.UseAdoNetClustering(clustering => clustering.Configure<IOptions<NodeOptions>>((options, node) =>
        {
            options.Invariant = Invariant;
            options.ConnectionString = PostgresConnection.ForMembership(node.Value.ConnectionString!);
        }));
#pragma warning disable ORLEANSEXP003 // The other directory drops grains of nodes that are well whenever some node leaves.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = TimeSpan.FromSeconds(3));
        silo.Configure<ClusterMembershipOptions>(members =>
        {
            // A node that was killed is found out within three seconds; one that stands still as long is taken for dead.
            members.ProbeTimeout = TimeSpan.FromSeconds(1);
            members.MaxProbeTimeout = TimeSpan.FromSeconds(2);
            members.NumMissedProbesLimit = 3;
            members.NumVotesForDeathDeclaration = 2;
            members.TableRefreshTimeout = TimeSpan.FromSeconds(5);

            // A node that starts waits for members that do not answer, until they have missed this three times.
            members.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
            members.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
            members.DefunctSiloExpiration = TimeSpan.FromHours(1);
        });
        silo.Configure<SiloMessagingOptions>(messages => messages.SystemResponseTimeout = TimeSpan.FromSeconds(60));
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, PassedOnCalls>();
        return silo.AddMembershipLease();
    }

    private static PostgresJournals Journals(IServiceProvider services) => new(
        PostgresConnection.ForNode(services.GetRequiredService<IOptions<NodeOptions>>().Value.ConnectionString!),
        services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId);

    // A cluster's nodes use the records together, and a node that is alone shares them with nobody, not even with its next process.
    private static StorageLock Lock(IServiceProvider services)
    {
        var node = services.GetRequiredService<IOptions<NodeOptions>>().Value;
        var owner = node.IsClustered ? $"cluster {node.ClusterId}" : $"node {Guid.NewGuid():N}";
        var measured = services.GetRequiredService<SiloInstruments>();
        measured.ObserveLock();
        return new(
            node.ConnectionString!, node.ServiceId, owner, node.IsClustered,
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<StorageLock>>(), measured);
    }
}
