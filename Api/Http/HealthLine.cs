using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lockers.Api.Http;

/// <summary>Answers of health checks: the status as one line of text, such as <c>Healthy</c>.</summary>
public static class HealthLine
{
    /// <summary>How an endpoint answers with the checks that were chosen; with all of them where none was.</summary>
    public static HealthCheckOptions Of(Func<HealthCheckRegistration, bool>? chosen = null) => new() { Predicate = chosen, ResponseWriter = Write };

    private static Task Write(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync($"{report.Status}\n");
    }
}
