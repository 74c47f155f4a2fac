using System.Net;
using Lockers.Api.Hosting;
using Lockers.Grains.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace Lockers.Silo.Hosting;

/// <summary>Makes an application a node: a silo with the lockers' grains.</summary>
internal static class NodeExtensions
{
    /// <summary>Adds the silo. What the configuration says is checked before anything starts.</summary>
    public static WebApplicationBuilder AddLockersNode(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<NodeOptions>().BindConfiguration(LockersApiExtensions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NodeOptions>, NodeOptionsValidator>());
        services.AddHealthChecks().AddCheck<RegistryHealthCheck>("registry");
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.Host.UseOrleans(silo => silo.AddLockers().UseNodeOptions().AddDashboard(dashboard => dashboard.HideTrace = true));
        return builder;
    }

    private static ISiloBuilder UseNodeOptions(this ISiloBuilder silo)
    {
        silo.UseLocalhostClustering();
        silo.Services.AddSingleton<IPostConfigureOptions<ClusterOptions>, NodeClusterOptions>();
        silo.Services.AddSingleton<IPostConfigureOptions<EndpointOptions>, NodeClusterOptions>();
        silo.Services.AddSingleton<IPostConfigureOptions<DevelopmentClusterMembershipOptions>, NodeClusterOptions>();
        return silo;
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
