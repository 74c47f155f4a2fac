using Lockers.Api.Hosting;
using Lockers.Api.Metrics;
using Microsoft.Extensions.Options;

namespace Lockers.Silo.Hosting;

/// <summary>What a node serves over HTTP.</summary>
internal static class EndpointExtensions
{
    /// <summary>Serves health and metrics, and unless the node leaves it to front ends of their own, REST and the dashboard.</summary>
    public static WebApplication UseNode(this WebApplication app)
    {
        app.UseLockersApi();
        app.MapHealth().MapMetrics();
        if (!app.Services.GetRequiredService<IOptions<NodeOptions>>().Value.Api) return app;
        app.MapLockersApi();
        app.MapDashboard();
        return app;
    }
}
