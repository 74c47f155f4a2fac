using System.Net;
using Lockers.Benchmarks.Http.Processes;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Lockers.Benchmarks.Http.Cluster;

/// <summary>Tells on which node of a cluster a grain is, as a client of that cluster.</summary>
internal sealed class GrainMap : IAsyncDisposable
{
    private const string Cluster = "lockers";

    private readonly IReadOnlyList<Server> _nodes;
    private readonly IHost _host;

    private GrainMap(IReadOnlyList<Server> nodes, IHost host) => (_nodes, _host) = (nodes, host);

    /// <summary>Becomes a client of these nodes.</summary>
    public static async Task<GrainMap> Connect(IReadOnlyList<Server> nodes)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client
            .UseStaticClustering([.. nodes.Select(node => new IPEndPoint(IPAddress.Loopback, node.Ports.Gateway))])
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (Cluster, Cluster)));
        var map = new GrainMap(nodes, builder.Build());
        await map._host.StartAsync();
        return map;
    }

    /// <summary>The node of the registry.</summary>
    public Task<Server> OfRegistry() => Of(Grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey));

    /// <summary>The node of a locker.</summary>
    public Task<Server> OfLocker(string label) => Of(Grains.GetGrain<ILockerGrain>(label));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    private async Task<Server> Of(IAddressable grain)
    {
        var silo = await Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain)
            ?? throw new InvalidOperationException($"{grain} is nowhere.");
        return _nodes.Single(node => node.Ports.Silo == silo.Endpoint.Port);
    }
}
