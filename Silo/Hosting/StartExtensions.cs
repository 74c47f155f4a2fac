using Lockers.Api.Configuration;
using Lockers.Api.Security;
using Lockers.Silo.Sqlite;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;

namespace Lockers.Silo.Hosting;

/// <summary>What a node shows of itself.</summary>
internal static partial class StartExtensions
{
    private const string Dashboard = "/dashboard";

    /// <summary>
    /// Adds what the dashboard shows: silos, grains and activations. How often and how long grains are called, and Orleans' counters, it does not show:
    /// for these it has a filter around every call and a reader of all metrics each second, which cost as much while nobody looks.
    /// </summary>
    public static ISiloBuilder AddNodeDashboard(this ISiloBuilder silo)
    {
        silo.AddDashboard(dashboard => dashboard.HideTrace = true);
        var observers = silo.Services.Where(IsObserverOfDashboard).ToList();
        foreach (var observer in observers) silo.Services.Remove(observer);
        return silo;
    }

    public static WebApplication MapDashboard(this WebApplication app)
    {
        app.MapOrleansDashboard(routePrefix: Dashboard).ExcludeFromDescription().WithRole(Role.Admin);
        return app;
    }

    /// <summary>Says, once the node serves, where and how.</summary>
    public static void LogStart(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() => LogServing(app));

    private static bool IsObserverOfDashboard(ServiceDescriptor service) =>
        (service.ServiceType == typeof(IIncomingGrainCallFilter) || service.ServiceType == typeof(IHostedService))
        && !service.IsKeyedService && service.ImplementationType?.Assembly == typeof(DashboardOptions).Assembly;

    private static void LogServing(WebApplication app)
    {
        var node = app.Services.GetRequiredService<IOptions<NodeOptions>>().Value;
        var addresses = string.Join(' ', app.Urls);
        var storage = app.Services.GetService<SqliteJournals>() is { } file ? $"{node.Storage} in {file.Path}" : $"{node.Storage}";
        LogServing(app.Logger, Usage.Version, addresses, storage, node.Clustering, node.Api ? Dashboard : "none");
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Lockers {Version} serves on {Addresses}, storage {Storage}, clustering {Clustering}, dashboard {Dashboard}")]
    private static partial void LogServing(
        ILogger log, string version, string addresses, string storage, string clustering, string dashboard);
}
