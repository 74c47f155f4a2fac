using Lockers.Api.Lockers;
using Lockers.Api.Peers;
using Microsoft.AspNetCore.Http.Features;

namespace Lockers.Api.Http;

/// <summary>
/// Takes the request's target apart. Stores and reads of one key, which are most of all requests, go straight to their
/// handlers; everything else is matched by its route.
/// </summary>
internal sealed class TargetMiddleware(
    RequestDelegate next, StoreEndpoints stores, TextEndpoints texts, PeerStoreEndpoints peerStores, EmptySegments empty, BodyBudget budget)
{
    public Task Invoke(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!HttpProtocol.IsHttp11(context.Request.Protocol)) RequestHead.Count(context, raw, budget);
        var target = new RequestTarget(raw);
        if (!target.IsOurs) return Elsewhere(context);
        if (target.HasEmpty) empty.Refuse(context.Request.Method, target);
        if (target.HasQuery) QueryNames.Check(context.Request.Query);
        if (target.HasTail)
        {
            var isPost = HttpMethods.IsPost(context.Request.Method);
            if (target[0] is "lockers" && target.Count == 3)
            {
                if (isPost && target[2] is "store") return stores.Store(context, target);
                if (HttpMethods.IsGet(context.Request.Method) && target[2] is "get") return texts.Get(context, target);
            }
            else if (isPost && target[0] is "peers" && target[target.Count - 1] is "store")
            {
                return peerStores.Store(context, target);
            }
        }

        FindEndpoints.RefuseLabel(context.Request.Method, target);
        context.Features.Set(new TargetFeature(target));
        context.Request.Path = new PathString(target.Route());
        return next(context);
    }

    // Routing would find what is ours in other forms too: in capitals, encoded, behind dot segments. Those were not checked here.
    private Task Elsewhere(HttpContext context) => context.Request.Path.StartsWithSegments("/registry", StringComparison.OrdinalIgnoreCase)
        ? Problems.NotFound(context, $"There is no endpoint at {context.Request.Path}; paths begin with /registry or /lockers, exactly so.")
        : next(context);
}

/// <summary>The target of a request, for the endpoint that its route matched.</summary>
internal sealed record TargetFeature(RequestTarget Target)
{
    /// <summary>The target of a request.</summary>
    public static RequestTarget Of(HttpContext context) => context.Features.GetRequiredFeature<TargetFeature>().Target;
}
