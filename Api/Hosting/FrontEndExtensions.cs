using System.Net;
using Lockers.Api.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Metadata;

namespace Lockers.Api.Hosting;

/// <summary>Makes an application a front end without a silo: a client of the cluster's nodes. See <see cref="FrontEndOptions"/>.</summary>
internal static class FrontEndExtensions
{
    /// <summary>Adds the Orleans client. What the configuration says is checked before anything starts.</summary>
    public static WebApplicationBuilder AddFrontEnd(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddClusteringOptions<FrontEndOptions, FrontEndOptionsValidator>();
        var isClustered = builder.Configuration.SaysPostgres(nameof(FrontEndOptions.Clustering));
        var before = services.ToHashSet();
        builder.UseOrleansClient(client =>
        {
            client.Services.AddSingleton<IPostConfigureOptions<ClusterOptions>, FrontEndClusterOptions>();
            if (builder.Configuration.HasTraces()) client.AddActivityPropagation();
            if (isClustered) client.UsePostgres();
            else client.UseOneNode();
        });

        // Orleans' own would hold up the server until there is a node.
        foreach (var own in services.Where(service => service.ServiceType == typeof(IHostedService) && !before.Contains(service)).ToList())
            services.Remove(own);
        services.AddSingleton<NodeWatch>();
        services.AddSingleton<IClientConnectionRetryFilter>(provider => provider.GetRequiredService<NodeWatch>());
        services.AddHostedService(provider => provider.GetRequiredService<NodeWatch>());
        var nodes = services.Last(service => service.ServiceType == typeof(IClusterManifestProvider)).ImplementationFactory!;
        services.Replace(ServiceDescriptor.Singleton<IClusterManifestProvider>(provider => new KnownGrains(
            (IClusterManifestProvider)nodes(provider), provider.GetRequiredService<GrainInterfaceTypeResolver>())));
        return builder;
    }

    /// <summary>Serves health, and REST once a node has answered.</summary>
    public static WebApplication UseFrontEnd(this WebApplication app)
    {
        app.UseLockersApi();
        app.UseMiddleware<NodeGate>();
        app.MapHealth().MapMetrics();
        app.MapLockersApi();
        return app;
    }

    private static void UseOneNode(this IClientBuilder client) => client.UseStaticClustering(
        (OptionsBuilder<StaticGatewayListProviderOptions> clustering) => clustering.Configure<IOptions<FrontEndOptions>>((gateways, node) =>
            gateways.Gateways = [new IPEndPoint(IPAddress.Parse(node.Value.AdvertisedAddress), node.Value.GatewayPort).ToGatewayUri()]));

    private static void UsePostgres(this IClientBuilder client)
    {
        client.UseAdoNetClustering(clustering => clustering.Configure<IOptions<FrontEndOptions>>((options, node) =>
        {
            options.Invariant = "Npgsql";
            options.ConnectionString = PostgresConnection.ForNode(node.Value.ConnectionString!);
        }));

        // A node that has ended is no longer asked, and a new one is found, within so long.
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(3));
    }

    /// <summary>Hands the front end's own options to the client.</summary>
    private sealed class FrontEndClusterOptions(IOptions<FrontEndOptions> frontEnd) : IPostConfigureOptions<ClusterOptions>
    {
        public void PostConfigure(string? name, ClusterOptions options) =>
            (options.ClusterId, options.ServiceId) = (frontEnd.Value.ClusterId, frontEnd.Value.ServiceId);
    }
}
