namespace Lockers.Api.Http;

/// <summary>
/// Takes the request's target apart, and selects the endpoint of stores and reads of one key, which are most of all requests: routing then has
/// nothing left to match. Everything else is matched by its route. Behind this every request goes the same way, so that what looks at endpoints'
/// metadata sees all of them.
/// </summary>
internal sealed class EndpointSelector(RequestDelegate next, HotEndpoints hot, EmptySegments empty, BodyBudget budget)
{
    public Task Invoke(HttpContext context)
    {
        var raw = RequestTarget.Raw(context);
        if (!HttpProtocol.IsHttp11(context.Request.Protocol)) RequestHead.Count(context, raw, budget);
        var target = new RequestTarget(raw);
        if (!target.IsOurs) return Elsewhere(context);
        if (target.HasEmpty) empty.Refuse(context.Request.Method, target);
        if (target.HasQuery) QueryNames.Check(context.Request.Method, target, context.Request.Query);
        if (target.HasTail && hot.Find(context.Request.Method, target) is { } endpoint)
        {
            context.SetEndpoint(endpoint);
            return next(context);
        }

        SearchTarget.RefuseChange(context.Request.Method, target);
        var route = target.Route();
        if (route != context.Request.Path.Value) context.Request.Path = new PathString(route);
        return next(context);
    }

    // Routing would find what is ours in other forms too: in capitals, encoded, behind dot segments. Those were not checked here.
    private Task Elsewhere(HttpContext context) => context.Request.Path.StartsWithSegments("/registry", StringComparison.OrdinalIgnoreCase)
        ? Problems.NotFound(context, $"There is no endpoint at {context.Request.Path}; paths begin with /registry or /lockers, exactly so.")
        : next(context);
}
