using System.Net;
using Lockers.Api.Hosting;
using Lockers.Grains.Hosting;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;

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
        AddOwnSettings(builder.Configuration);
        var services = builder.Services;
        services.AddOptions<NodeOptions>().BindConfiguration(LockersApiExtensions.Section)
            .Configure<IConfiguration>((node, configuration) => node.ConnectionString = configuration.GetConnectionString("Lockers"))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NodeOptions>, NodeOptionsValidator>());
        services.AddHealthChecks().AddCheck<RegistryHealthCheck>("registry");
        var isClustered = Says(builder.Configuration, nameof(NodeOptions.Clustering));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = isClustered ? ClusteredShutdown : LoneShutdown);
        builder.Host.UseOrleans((context, silo) =>
        {
            silo.AddLockers().UseNodeOptions().AddDashboard(dashboard => dashboard.HideTrace = true);
            if (isClustered) silo.UsePostgresClustering();
            else silo.UseLocalhostClustering();
            if (Says(context.Configuration, nameof(NodeOptions.Storage))) silo.AddPostgresJournals();
        });
        return builder;
    }

    // ASP.NET Core looks for settings in the working directory only. Those that come with the program hold below them, so that it
    // listens and logs the same wherever it is started.
    private static void AddOwnSettings(ConfigurationManager configuration)
    {
        var own = new JsonConfigurationSource { Path = Path.Combine(AppContext.BaseDirectory, "appsettings.json"), Optional = true };
        own.ResolveFileProvider();
        ((IConfigurationBuilder)configuration).Sources.Insert(0, own);
    }

    // Which silo it becomes has to be known before its options can be: they are checked when it is.
    private static bool Says(IConfiguration configuration, string key) =>
        NodeOptions.Is(configuration[$"{LockersApiExtensions.Section}:{key}"] ?? "", NodeOptions.PostgreSql);

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
