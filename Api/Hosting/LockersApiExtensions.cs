using Lockers.Api.Clone;
using Lockers.Api.Cluster;
using Lockers.Api.Configuration;
using Lockers.Api.Connections;
using Lockers.Api.Current;
using Lockers.Api.Dump;
using Lockers.Api.Edge;
using Lockers.Api.Events;
using Lockers.Api.Http;
using Lockers.Api.Http.Coding;
using Lockers.Api.Lines;
using Lockers.Api.Lockers;
using Lockers.Api.Metrics;
using Lockers.Api.OpenApi;
using Lockers.Api.Page;
using Lockers.Api.Peers;
using Lockers.Api.Pods;
using Lockers.Api.Results;
using Lockers.Api.Security;
using Lockers.Api.Watching;
using Lockers.Api.Welcome;
using Microsoft.AspNetCore.RequestDecompression;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Hosting;

/// <summary>Puts the REST front end into an ASP.NET Core application.</summary>
public static class LockersApiExtensions
{
    /// <summary>Adds what the front end needs. Idempotent. The application has an Orleans client or silo.</summary>
    public static IServiceCollection AddLockersApi(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Draining>();
        services.TryAddSingleton<PageTurns>();
        services.TryAddSingleton<Outage>();
        services.TryAddSingleton<CurrentLocker>();
        services.TryAddSingleton<LockerNames>();
        services.TryAddSingleton<GrainCache>();
        services.AddInstruments();
        services.TryAddSingleton<LockerEdge>();
        services.TryAddSingleton<RegistryEvents>();
        services.TryAddSingleton<EmptySegments>();
        services.TryAddSingleton<NearestRoute>();
        services.TryAddSingleton<OpenCodings>();
        services.TryAddSingleton<IRequestDecompressionProvider, BodyCodings>();
        services.AddApiDocument();
        services.TryAddSingleton<HotEndpoints>();
        services.TryAddSingleton<StoreEndpoints>();
        services.TryAddSingleton<TextEndpoints>();
        services.TryAddSingleton<PeerStoreEndpoints>();
        services.TryAddSingleton<WatchHubs>();
        services.TryAddSingleton<WatchEndpoints>();
        services.TryAddSingleton<TextWait>();
        services.TryAddSingleton<ImportEndpoint>();
        services.TryAddSingleton<LoadGate>();
        services.TryAddSingleton<LoadEndpoints>();
        services.AddClone();
        services.AddPodCalls();
        services.TryAddSingleton<SettingPush>();
        services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<ComparedLabel>(ComparedLabel.Name));
        services.AddOptions<LockersLimits>().BindConfiguration(ConfigurationKeys.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LockersLimits>, LockersLimitsValidator>());
        return services.AddSecurity().AddBothProtocols();
    }

    /// <summary>Adds the front end's middleware: before the application's own.</summary>
    public static WebApplication UseLockersApi(this WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<EndpointSelector>();
        app.UseRouting();
        app.UseSecurity();

        // Nothing is inflated of those who may not send it.
        app.UseRequestDecompression();
        return app;
    }

    /// <summary>Maps every endpoint of the REST contract: behind all middleware, for those of the data path run from here.</summary>
    public static WebApplication MapLockersApi(this WebApplication app)
    {
        app.UseMiddleware<HotExecution>();
        var root = app.MapGroup("").WithHead();
        root.For(Role.Anonymous).MapWelcome().MapApiDocument();
        var registry = root.MapGroup("/registry");
        registry.MapDump().MapContexts().MapCluster();
        app.Services.GetRequiredService<LoadEndpoints>().Map(registry);
        app.Services.GetRequiredService<CloneEndpoint>().Map(registry);
        MapLockers(app.Services, registry.MapGroup("/lockers").MapOpen(Role.Write), Role.Write, Role.Read)
            .MapCurrentResults().MapLockerResults().MapComparison().MapLockerPeers().MapLockerClientResults().MapLockerEvents();

        // Where gotos of 2026 keep the state of their MCP tools.
        MapLockers(
            app.Services, registry.MapGroup("/context/{context}/lockers").MapOpen(Role.Peer, "all lockers of a context"), Role.Peer, Role.Peer | Role.Read);

        var peers = registry.MapGroup("/peers").MapPeers().MapPeerLockers().MapSettings().MapClientResults().MapEvents()
            .MapPodHealth().MapCall().MapResultSwitches().MapPodEvents();
        app.Services.GetRequiredService<PeerStoreEndpoints>().Map(peers);
        app.MapPage();
        return app;
    }

    // What the registry's own lockers and those of contexts have in common.
    private static RouteGroupBuilder MapLockers(IServiceProvider services, RouteGroupBuilder lockers, Role store, Role get)
    {
        lockers.MapAllLockers().MapRead().MapLevels().MapExport().MapFind();
        services.GetRequiredService<WatchEndpoints>().Map(lockers);
        services.GetRequiredService<ImportEndpoint>().Map(lockers);
        services.GetRequiredService<StoreEndpoints>().Map(lockers, store);
        services.GetRequiredService<TextEndpoints>().Map(lockers, get);
        return lockers;
    }
}
