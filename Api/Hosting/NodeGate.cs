using Lockers.Api.Http;

namespace Lockers.Api.Hosting;

/// <summary>Answers 503 with <c>Retry-After</c>, health apart, until a node has answered.</summary>
internal sealed class NodeGate(RequestDelegate next, NodeWatch watch)
{
    public Task Invoke(HttpContext context)
    {
        if (watch.IsServed || context.Request.Path.StartsWithSegments(HealthExtensions.Paths)) return next(context);
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Problems.Unavailable(context, $"This front end waits for {watch.Wanted}.");
    }
}
