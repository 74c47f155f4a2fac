namespace Lockers.Api.Http;

/// <summary>
/// Runs what <see cref="HotEndpoints"/> has found, behind everything that may refuse it. ASP.NET Core's own middleware, which is the last one, awaits each
/// handler once more, to log its end.
/// </summary>
internal sealed class HotExecution(RequestDelegate next)
{
    public Task Invoke(HttpContext context) =>
        context.GetEndpoint() is { RequestDelegate: { } run } endpoint && endpoint.Metadata.GetMetadata<HotRoute>() is not null ? run(context) : next(context);
}
