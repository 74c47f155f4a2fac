using Lockers.Api.Hosting;
using Lockers.Grains.Hosting;
using Lockers.Grains.Journal;
using Lockers.Silo.Postgres;
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
        silo.AddAdoNetGrainStorage(LockersSiloBuilderExtensions.JournalStorage, storage => storage.Configure<IOptions<NodeOptions>>(
            (options, node) =>
            {
                options.Invariant = Invariant;
                options.ConnectionString = PostgresConnection.ForNode(node.Value.ConnectionString!);
                options.DeleteStateOnClear = true;
            }));
        silo.Services.AddKeyedSingleton<IRecordTable, PostgresRecordTable>(LockersSiloBuilderExtensions.JournalStorage);
        return silo.AddJournalSerializer();
    }

    /// <summary>Makes the silo a member of the cluster whose table is there.</summary>
    public static ISiloBuilder UsePostgresClustering(this ISiloBuilder silo)
    {
        silo.UseAdoNetClustering(clustering => clustering.Configure<IOptions<NodeOptions>>((options, node) =>
        {
            options.Invariant = Invariant;
            options.ConnectionString = PostgresConnection.ForNode(node.Value.ConnectionString!);
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
}
