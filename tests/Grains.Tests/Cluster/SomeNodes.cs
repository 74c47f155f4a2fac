using Lockers.Grains.Hosting;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

/// <summary>Several silos of one cluster, set up as nodes are.</summary>
internal sealed class SomeNodes : IAsyncDisposable
{
    private SomeNodes(InProcessTestCluster cluster) => Cluster = cluster;

    public InProcessTestCluster Cluster { get; }

    /// <summary>Calls from inside the node that started last.</summary>
    public IGrainFactory Grains => Cluster.Silos[^1].ServiceProvider.GetRequiredService<IGrainFactory>();

    public IRegistryGrain Registry => Grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);

    /// <summary>Starts nodes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="storage">Where journals are kept; null where everything is in memory only.</param>
    public static async Task<SomeNodes> Start(short count, IJournalStorage? storage = null)
    {
        var builder = new InProcessTestClusterBuilder(count);
#pragma warning disable ORLEANSEXP003 // As nodes have it.
        builder.Options.UseDistributedGrainDirectory = true;
#pragma warning restore ORLEANSEXP003
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddLockers().AddMembershipLease();
            silo.Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = TimeSpan.FromSeconds(3));
            if (storage is not null) silo.Services.AddKeyedSingleton(LockersSiloBuilderExtensions.JournalStorage, storage);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster);
    }

    /// <summary>Stops the node that has run longest, as a rolling restart would.</summary>
    public Task StopOldest() => Cluster.StopSiloAsync(Cluster.Silos[0]);

    /// <summary>How many grains of a kind each node has.</summary>
    public async Task<List<int>> Spread(string kind)
    {
        var all = await Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return [.. all.Where(one => one.GrainType.Contains(kind, StringComparison.Ordinal)).GroupBy(one => one.SiloAddress).Select(some => some.Count())];
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}

/// <summary>The tests that use some run by themselves: a node serves as long as its lease is renewed, which those that keep all threads busy would hold up.</summary>
[CollectionDefinition(nameof(SomeNodes), DisableParallelization = true)]
public sealed class SomeNodesTests;
