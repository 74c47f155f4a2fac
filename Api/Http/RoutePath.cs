using Microsoft.AspNetCore.Routing.Patterns;

namespace Lockers.Api.Http;

/// <summary>A route's path for people and for the API's document, with the part behind words such as <c>store</c> that routing does not see.</summary>
internal static class RoutePath
{
    /// <summary>The path: <c>/registry/lockers/{label}/store/{path}</c>. Behind <c>dump</c>, <c>keys</c> and <c>export</c> a path may be left out, and is.</summary>
    public static string Of(RoutePattern pattern) => Join(pattern, MayBeLeftOut(pattern) ? null : Tail(pattern));

    /// <summary>The path, with all that may follow behind the route.</summary>
    public static string WithTail(RoutePattern pattern) => Join(pattern, Tail(pattern));

    /// <summary>The names of what varies in <see cref="Of"/>, in order.</summary>
    public static IEnumerable<string> Names(RoutePattern pattern)
    {
        var names = pattern.Parameters.Select(parameter => parameter.Name);
        return Tail(pattern) is { } tail && !MayBeLeftOut(pattern) ? names.Append(tail) : names;
    }

    private static string Join(RoutePattern pattern, string? tail)
    {
        var segments = pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Text)));
        return $"/{string.Join('/', tail is null ? segments : segments.Append($"{{{tail}}}"))}";
    }

    private static bool MayBeLeftOut(RoutePattern pattern) => pattern.PathSegments is [.., { Parts: [RoutePatternLiteralPart { Content: "dump" or "keys" or "export" }] }];

    // The name of what follows behind the route; null where nothing does.
    private static string? Tail(RoutePattern pattern)
    {
        var text = $"/{string.Join('/', pattern.PathSegments.Select(segment => Word(segment) ?? "x"))}/";
        if (!new RequestTarget(text).HasTail) return null;
        return (pattern.PathSegments.Count == 0 ? null : Word(pattern.PathSegments[^1])) switch
        {
            "find" or "search" => "text",
            "lock" => "x",
            _ => "path",
        };
    }

    private static string? Word(RoutePatternPathSegment segment) => (segment.Parts[0] as RoutePatternLiteralPart)?.Content;

    private static string Text(RoutePatternPart part) => part switch
    {
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        RoutePatternLiteralPart literal => literal.Content,
        _ => ((RoutePatternSeparatorPart)part).Content,
    };
}
