using Microsoft.AspNetCore.Http.Features;

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
        var raw = TargetFeature.Raw(context);
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
        context.Features.Set(new TargetFeature(target));
        var route = target.Route();
        if (route != context.Request.Path.Value) context.Request.Path = new PathString(route);
        return next(context);
    }

    // Routing would find what is ours in other forms too: in capitals, encoded, behind dot segments. Those were not checked here.
    private Task Elsewhere(HttpContext context) => context.Request.Path.StartsWithSegments("/registry", StringComparison.OrdinalIgnoreCase)
        ? Problems.NotFound(context, $"There is no endpoint at {context.Request.Path}; paths begin with /registry or /lockers, exactly so.")
        : next(context);
}

/// <summary>The target of a request whose endpoint is matched by its route.</summary>
internal sealed record TargetFeature(RequestTarget Target)
{
    /// <summary>The target of a request.</summary>
    public static RequestTarget Of(HttpContext context) => context.Features.Get<TargetFeature>() is { } known ? known.Target : OfHot(context);

    /// <summary>The target of a request of a <see cref="HotRoute"/>. It is taken apart once more: to keep it, or to look for it, costs more.</summary>
    public static RequestTarget OfHot(HttpContext context) => new(Raw(context));

    /// <summary>The target as it came.</summary>
    public static string Raw(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
}
