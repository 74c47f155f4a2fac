using Lockers.Api.Http;

namespace Lockers.Api.OpenApi;

/// <summary>How a route shows in the API's document.</summary>
internal static class DocumentedRoute
{
    /// <summary>The method that is described, and words for the others.</summary>
    public static (HttpMethod Method, IEnumerable<string> Others) Methods(RouteEndpoint route)
    {
        var methods = Taken(route);
        return (new HttpMethod(methods[0]), methods.Skip(1).Select(method => $"`{method}`"));
    }

    /// <summary>The route in words: its methods and path.</summary>
    public static string Words(RouteEndpoint route) => $"`{string.Join(' ', Taken(route))} {RoutePath.WithTail(route.RoutePattern)}`";

    /// <summary>The name of a route's operation: lockers of contexts have the endpoints of others.</summary>
    public static string Id(RouteEndpoint route, string id) => route.RoutePattern.GetParameter("context") is null ? id : $"{id}InContext";

    // HEAD is answered wherever GET is.
    private static List<string> Taken(RouteEndpoint route) =>
        [.. (route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [HttpMethods.Get]).Where(method => !HttpMethods.IsHead(method))];
}
