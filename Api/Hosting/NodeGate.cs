using Lockers.Api.Http;
using Lockers.Api.Security;

namespace Lockers.Api.Hosting;

/// <summary>
/// Answers 503 with <c>Retry-After</c> until a node has answered, but for endpoints that need no key, those that are <see cref="ServedAlone"/>, and
/// what there is none for.
/// </summary>
internal sealed class NodeGate(RequestDelegate next, NodeWatch watch)
{
    public Task Invoke(HttpContext context)
    {
        if (watch.IsServed || NeedsNoNode(context.GetEndpoint())) return next(context);

        // NodeWatch says in the log that there is no node: each request that misses it is not an outage of its own.
        return Problems.Write(
            context, StatusCodes.Status503ServiceUnavailable, Problems.TryAgain, $"This front end waits for {watch.Wanted}.");
    }

    private static bool NeedsNoNode(Endpoint? endpoint) => endpoint is not RouteEndpoint
        || (endpoint.Metadata.GetMetadata<ServedAlone>() is not null || endpoint.Metadata.GetMetadata<NeededRole>() is { Role: Role.Anonymous });
}
