using Lockers.Api.Http;
using Lockers.Api.Metrics;

namespace Lockers.Api.Hosting;

/// <summary>Answers 503 with <c>Retry-After</c>, health and metrics apart, until a node has answered.</summary>
internal sealed class NodeGate(RequestDelegate next, NodeWatch watch)
{
    public Task Invoke(HttpContext context)
    {
        if (watch.IsServed || IsOfProcess(context.Request.Path)) return next(context);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Problems.Unavailable(context, $"This front end waits for {watch.Wanted}.");
    }

    private static bool IsOfProcess(PathString path) =>
        path.StartsWithSegments(HealthExtensions.Paths) || path.StartsWithSegments(PrometheusEndpoint.Path);
}
