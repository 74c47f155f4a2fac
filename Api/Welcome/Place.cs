using Microsoft.AspNetCore.Routing.Patterns;

namespace Lockers.Api.Welcome;

/// <summary>Something that a program serves, for those who come to <c>/</c>.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="What">What it is, in a few words.</param>
internal sealed record Place(string Path, string What)
{
    private static readonly Place[] Known =
    [
        new("/ui", "the page for people: lockers, results, timelines, peers"),
        new("/scalar", "the API, to read and to try"),
        new("/openapi/v1.json", "the API as an OpenAPI document"),
        new("/registry/lockers/labels", "the labels of all lockers"),
        new("/registry/dump", "everything"),
        new("/dashboard", "the Orleans dashboard"),
        new("/metrics", "metrics, for Prometheus"),
        new("/health/ready", "whether this can serve"),
        new("/version", "the version"),
    ];

    /// <summary>Those that are mapped.</summary>
    public static IReadOnlyList<Place> Of(EndpointDataSource endpoints)
    {
        var paths = endpoints.Endpoints.OfType<RouteEndpoint>().Select(Beginning).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. Known.Where(place => paths.Any(path => path == place.Path || path.StartsWith($"{place.Path}/", StringComparison.OrdinalIgnoreCase)))];
    }

    // Up to the first part that varies.
    private static string Beginning(RouteEndpoint endpoint) => string.Concat(
        endpoint.RoutePattern.PathSegments
            .TakeWhile(segment => segment.Parts is [RoutePatternLiteralPart])
            .Select(segment => $"/{((RoutePatternLiteralPart)segment.Parts[0]).Content}"));
}
