using Lockers.Grains.Hosting;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Xunit;

[assembly: AssemblyFixture(typeof(Lockers.Grains.Tests.SiloFixture))]

namespace Lockers.Grains.Tests;

/// <summary>One silo with the lockers' grains. Tests share it, each with a label of its own.</summary>
public class SiloFixture : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;
    private int _labels;

    /// <summary>Calls from inside the silo, as the front end of a whole node makes them.</summary>
    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public IServiceProvider Services => _cluster!.Silos[0].ServiceProvider;

    internal IRegistryGrain Registry => Grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.AddLockers());
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    /// <summary>A label that no other test has.</summary>
    public string NewLabel() => $"label{Interlocked.Increment(ref _labels)}";

    internal ILockerGrain Locker(string label) => Grains.GetGrain<ILockerGrain>(label);

    internal IPeerInstanceGrain Instance(string label, string peer, string instance) =>
        Grains.GetGrain<IPeerInstanceGrain>(IPeerInstanceGrain.KeyOf(label, peer, instance));

    /// <summary>How many activations of a label there are, those of its peers too.</summary>
    internal async Task<int> Activations(string label)
    {
        var all = await Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return all.Count(one => one.GrainId.Key.ToString()! is var key && (key == label || key.StartsWith(label + "/", StringComparison.Ordinal)));
    }
}

/// <summary>A silo for tests of what changes every locker at once.</summary>
public sealed class OwnSilo : SiloFixture;
