using Lockers.Api.Http;

namespace Lockers.Silo.Hosting;

/// <summary>Whether the node lives, and whether it can serve.</summary>
internal static class HealthExtensions
{
    public static WebApplication MapHealth(this WebApplication app)
    {
        // The process answers: that is all that a restart could mend.
        app.MapHealthChecks("/health/live", HealthLine.Of(_ => false));
        app.MapHealthChecks("/health/ready", HealthLine.Of());
        return app;
    }
}
