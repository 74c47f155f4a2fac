using Lockers.Api.Http;
using Lockers.Api.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Lockers.Api.Tests.Security;

/// <summary>An endpoint as a client calls it.</summary>
/// <param name="Method">One of its methods.</param>
/// <param name="Target">A target that reaches it, and no other.</param>
/// <param name="Needed">The role that it needs; null where it says none, or several.</param>
/// <param name="Acts">Whether it does something by any method.</param>
internal sealed record MappedEndpoint(string Method, string Target, Role? Needed, bool Acts)
{
    /// <summary>An endpoint by each of its methods.</summary>
    public static IEnumerable<MappedEndpoint> Of(Endpoint endpoint)
    {
        var route = Assert.IsType<RouteEndpoint>(endpoint);
        var roles = route.Metadata.GetOrderedMetadata<NeededRole>();
        var methods = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"];
        return methods.Select(method => new MappedEndpoint(
            method, Sample(route), roles is [var one] ? one.Role : null, route.Metadata.GetMetadata<Acts>() is not null));
    }

    /// <summary>Whether a browser may be made to send it by another site's page.</summary>
    public bool ChangesNothing => Method is "GET" or "HEAD" or "OPTIONS" && !Acts;

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Target}";

    private static string Sample(RouteEndpoint route)
    {
        var path = string.Concat(route.RoutePattern.PathSegments.Select(segment => $"/{string.Concat(segment.Parts.Select(Sample))}"));

        // The data path has a tail that the route does not show.
        return route.Metadata.GetMetadata<HotRoute>() is null ? path : $"{path}/a,b";
    }

    private static string Sample(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => "x",
    };
}
