using System.Reflection;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;

namespace Lockers.Silo.Hosting;

/// <summary>What a node shows of itself.</summary>
internal static partial class StartExtensions
{
    private const string Dashboard = "/dashboard";

    public static WebApplication MapDashboard(this WebApplication app)
    {
        app.MapOrleansDashboard(routePrefix: Dashboard).ExcludeFromDescription();
        return app;
    }

    /// <summary>Says, once the node serves, where and how; and at the end of one that is alone, what that means for what it holds.</summary>
    public static void LogStart(this WebApplication app)
    {
        app.Lifetime.ApplicationStarted.Register(() => LogServing(app));
        app.Lifetime.ApplicationStopping.Register(() =>
        {
            var node = app.Services.GetRequiredService<IOptions<NodeOptions>>().Value;
            if (!node.IsDurable && !node.IsClustered) LogStopping(app.Logger);
        });
    }

    private static void LogServing(WebApplication app)
    {
        var version = typeof(StartExtensions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var node = app.Services.GetRequiredService<IOptions<NodeOptions>>().Value;
        var addresses = string.Join(' ', app.Urls);
        LogServing(app.Logger, version, addresses, node.Storage, node.Clustering, node.Api ? Dashboard : "none");
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Lockers {Version} serves on {Addresses}, storage {Storage}, clustering {Clustering}, dashboard {Dashboard}")]
    private static partial void LogServing(
        ILogger log, string version, string addresses, string storage, string clustering, string dashboard);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Lockers stops: storage is Memory and there is no other node, so what it held is gone")]
    private static partial void LogStopping(ILogger log);
}
