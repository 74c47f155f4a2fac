using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lockers.Silo.Hosting;

/// <summary>Whether the node lives, and whether it can serve.</summary>
internal static class HealthExtensions
{
    public static WebApplication MapHealth(this WebApplication app)
    {
        // The process answers: that is all that a restart could mend.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = Line });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = Line });
        return app;
    }

    private static Task Line(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync($"{report.Status}\n");
    }
}
