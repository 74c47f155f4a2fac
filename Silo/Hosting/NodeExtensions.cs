using System.Net;
using Lockers.Api.Configuration;
using Lockers.Api.Hosting;
using Lockers.Api.Metrics;
using Lockers.Grains.Cluster;
using Lockers.Grains.Hosting;
using Lockers.Silo.Metrics;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Lockers.Silo.Hosting;

/// <summary>Makes an application a node: a silo with the lockers' grains.</summary>
internal static class NodeExtensions
{
    /// <summary>How long a node that is alone may take to stop.</summary>
    private static readonly TimeSpan LoneShutdown = TimeSpan.FromSeconds(10);

    /// <summary>How long one of several may: what it holds in memory goes to another one first.</summary>
    private static readonly TimeSpan ClusteredShutdown = TimeSpan.FromSeconds(90);

    /// <summary>Adds the silo. What the configuration says is checked before anything starts.</summary>
    public static WebApplicationBuilder AddLockersNode(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddClusteringOptions<NodeOptions, NodeOptionsValidator>();
        services.AddLockersHealth();
        services.AddSingleton<SiloInstruments>();
        var isClustered = builder.Configuration.SaysPostgres(nameof(NodeOptions.Clustering));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = isClustered ? ClusteredShutdown : LoneShutdown);
        builder.Host.UseOrleans((context, silo) =>
        {
            silo.AddLockers().UseNodeOptions().AddNodeDashboard();
            if (context.Configuration.HasTraces()) silo.AddActivityPropagation();
            if (isClustered) silo.UsePostgresClustering();
            else silo.UseLocalhostClustering();
            var storage = context.Configuration.Choice<StorageKind>(nameof(NodeOptions.Storage));
            silo.Services.AddSingleton(new NodeFacts(storage.ToString(), isClustered ? "PostgreSql" : "Localhost"));
            switch (storage)
            {
                case StorageKind.PostgreSql: silo.AddPostgresJournals(); break;
                case StorageKind.Sqlite: silo.AddSqliteJournals(); break;
            }
        });
        return builder;
    }

    /// <summary>What the node listens on for other nodes and for front ends.</summary>
    public static IEnumerable<ListenPort> NodePorts(this WebApplication app)
    {
        var node = app.Services.GetRequiredService<IOptions<NodeOptions>>().Value;
        var address = IPAddress.Parse(node.AdvertisedAddress);
        return [Port(nameof(node.SiloPort), node.SiloPort), Port(nameof(node.GatewayPort), node.GatewayPort)];

        ListenPort Port(string name, int port) =>
            new(
                $"{ConfigurationKeys.Section}:{name}", new(address, port),
                $"{ConfigurationKeys.Section}:{nameof(node.AdvertisedAddress)}", other => $"--{ConfigurationKeys.Section}:{name}={other}");
    }

    private static ISiloBuilder UseNodeOptions(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<IPostConfigureOptions<ClusterOptions>, NodeClusterOptions>();
        silo.Services.AddSingleton<IPostConfigureOptions<EndpointOptions>, NodeClusterOptions>();
        silo.Services.AddSingleton<IPostConfigureOptions<DevelopmentClusterMembershipOptions>, NodeClusterOptions>();
        return silo.Configure<GrainCollectionOptions>(grains =>
        {
            // A large locker takes its time to come, from its journal or from another node, and to go.
            grains.ActivationTimeout = TimeSpan.FromSeconds(60);
            grains.DeactivationTimeout = TimeSpan.FromSeconds(60);
        });
    }

    /// <summary>Hands the node's own options to the silo.</summary>
    private sealed class NodeClusterOptions(IOptions<NodeOptions> node) : IPostConfigureOptions<ClusterOptions>,
        IPostConfigureOptions<EndpointOptions>, IPostConfigureOptions<DevelopmentClusterMembershipOptions>
    {
        private NodeOptions Node => node.Value;

        private IPEndPoint Silo => new(IPAddress.Parse(Node.AdvertisedAddress), Node.SiloPort);

        public void PostConfigure(string? name, ClusterOptions options)
        {
            options.ClusterId = Node.ClusterId;
            options.ServiceId = Node.ServiceId;
        }

        public void PostConfigure(string? name, EndpointOptions options)
        {
            options.AdvertisedIPAddress = Silo.Address;
            options.SiloPort = Node.SiloPort;
            options.GatewayPort = Node.GatewayPort;
            options.SiloListeningEndpoint = Silo;
            options.GatewayListeningEndpoint = new(Silo.Address, Node.GatewayPort);
        }

        public void PostConfigure(string? name, DevelopmentClusterMembershipOptions options) => options.PrimarySiloEndpoint = Silo;
    }
}
