using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lockers.Api.Hosting;

/// <summary>Whether a program lives, and whether it can serve.</summary>
public static class HealthExtensions
{
    private const string Paths = "/health";

    /// <summary>Adds what is checked: that the registry answers.</summary>
    public static IServiceCollection AddLockersHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<RegistryHealthCheck>("registry");
        services.AddSingleton<RegistryHealthCheck>();
        return services;
    }

    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>: 200, or 503 where a check fails.</summary>
    public static WebApplication MapHealth(this WebApplication app)
    {
        // The process answers: that is all that a restart could mend.
        app.MapHealthChecks($"{Paths}/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = Line }).WithRole(Role.Anonymous)
            .Describe("isLive", "Whether the process answers.", Gives.Plainly("It does.", "Healthy\n"));
        app.MapHealthChecks($"{Paths}/ready", new HealthCheckOptions { ResponseWriter = Line }).WithRole(Role.Anonymous)
            .Describe("isReady", "Whether this can serve; 503 where it cannot.", Gives.Plainly("It can.", "Healthy\n"),
                Gives.Answer(503, "It cannot.", ("text/plain", null, "Unhealthy\n")));
        return app;
    }

    private static Task Line(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync($"{report.Status}\n");
    }
}
