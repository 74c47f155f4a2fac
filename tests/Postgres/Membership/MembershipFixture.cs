using Lockers.Postgres.Server;
using Lockers.Silo.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Messaging;
using Xunit;

namespace Lockers.Postgres.Membership;

/// <summary>A database with the schema, and Orleans' lists of silos in it, as silos and front ends have them.</summary>
public sealed class MembershipFixture(ServerFixture server) : IAsyncLifetime
{
    private readonly List<IHost> _hosts = [];
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        if (!server.IsThere) return;

        _database = await server.Postgres.NewDatabase();
        await new Schema(NullLogger<Schema>.Instance).Apply(_database, create: true, CancellationToken.None);
    }

    public ValueTask DisposeAsync()
    {
        _hosts.ForEach(host => host.Dispose());
        return ValueTask.CompletedTask;
    }

    /// <summary>The list of a cluster, as a silo that starts sees it.</summary>
    internal async Task<SiloList> List(string cluster)
    {
        var table = Host(builder => builder.UseOrleans(silo => silo
            .Configure<ClusterOptions>(options => options.ClusterId = cluster)
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", _database))))
            .GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, TestContext.Current.CancellationToken);
        return new SiloList(table);
    }

    /// <summary>The gateways of a cluster, as a front end sees them.</summary>
    public async Task<IList<Uri>> Gateways(string cluster)
    {
        var provider = Host(builder => builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(options => options.ClusterId = cluster)
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", _database))))
            .GetRequiredService<IGatewayListProvider>();
        await provider.InitializeGatewayListProvider();
        return await provider.GetGateways();
    }

    private IServiceProvider Host(Action<HostApplicationBuilder> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        configure(builder);
        var host = builder.Build();
        _hosts.Add(host);
        return host.Services;
    }
}
