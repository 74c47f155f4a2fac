using Microsoft.AspNetCore.Routing.Patterns;

namespace Lockers.Api.Http;

/// <summary>
/// Refuses requests that an empty segment or a trailing slash would turn into others that do more. In
/// <c>lockers/$RUN/close</c> the label is missing when <c>RUN</c> is not set, and without it the request would drop all lockers.
/// So an empty segment is refused wherever some route has a name in its place, and everywhere in the targets of
/// <see cref="Sweeping"/> endpoints; elsewhere it is overlooked.
/// </summary>
internal sealed class EmptySegments(EndpointDataSource endpoints)
{
    private const int MaxShown = 200;

    // More than any route and a few empty ones.
    private const int MaxSegments = 32;

    private List<KnownRoute>? _routes;

    /// <summary>Refuses the target if it is such a one.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="target">A target that has empty segments.</param>
    /// <exception cref="ProblemException">400, saying which name is missing.</exception>
    public void Refuse(string method, in RequestTarget target)
    {
        var written = target.Written;
        if (written.Count('/') > MaxSegments) throw ProblemException.BadRequest($"The path has more than {MaxSegments} segments.");
        var segments = written.ToString().Split('/');
        var collapsed = target.Route();
        var shown = written.Length <= MaxShown ? written.ToString() : $"{written[..MaxShown]}…";
        Sweeping? sweeping = null;
        string? missing = null;
        foreach (var route in _routes ??= Routes())
        {
            if (!route.Takes(method)) continue;
            missing ??= route.MissingName(segments);
            if (route.Sweeping is { } sweeps && route.Is(collapsed)) sweeping = sweeps;
        }

        if (missing is null && sweeping is null) return;
        var why = missing is null ? $"There is an empty segment in '{shown}'." : $"The {missing} in '{shown}' is empty.";
        var otherwise = sweeping is null
            ? $"Without it this would be {method} {RequestTarget.Unrouted(collapsed)}."
            : $"To {sweeping.Does}, {method} exactly {collapsed}, without empty segments or a slash at the end.";
        throw ProblemException.BadRequest($"{why} {otherwise}");
    }

    private List<KnownRoute> Routes() =>
    [
        .. endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.PathSegments is [{ Parts: [RoutePatternLiteralPart { Content: "registry" }] }, ..])
            .Select(endpoint => new KnownRoute(endpoint)),
    ];

    /// <summary>A route, and whether a target with empty segments could have been meant for it.</summary>
    private sealed class KnownRoute
    {
        private readonly IReadOnlyList<string>? _methods;
        private readonly RoutePatternPart[] _parts;
        private readonly bool _hasTail;

        public KnownRoute(RouteEndpoint endpoint)
        {
            _methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
            _parts = [.. endpoint.RoutePattern.PathSegments.Select(segment => segment.Parts[0])];
            Sweeping = endpoint.Metadata.GetMetadata<Sweeping>();
            var text = $"/{string.Join('/', _parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : "x"))}";
            _hasTail = new RequestTarget($"{text}/").HasTail;
        }

        public Sweeping? Sweeping { get; }

        public bool Takes(string method) =>
            _methods is null || _methods.Contains(HttpMethods.IsHead(method) ? HttpMethods.Get : method, StringComparer.OrdinalIgnoreCase);

        /// <summary>Whether a target without empty segments is this route.</summary>
        public bool Is(string target)
        {
            var segments = target.Split('/')[1..];
            return segments.Length == _parts.Length && segments.Zip(_parts).All(pair => Fits(pair.Second, pair.First));
        }

        /// <summary>The name that is missing where the segments are this route's with some name left out; null where they are not.</summary>
        public string? MissingName(string[] segments)
        {
            // Of each length of the route's beginning: whether the segments so far can be it, and which name is missing then.
            var (known, missing) = (new bool[_parts.Length + 1], new string?[_parts.Length + 1]);
            // The word "registry" may be left out.
            known[0] = known[1] = true;
            foreach (var segment in segments)
            {
                if (_hasTail && missing[^1] is { } complete) return complete;
                for (var length = _parts.Length; length > 0; length--)
                {
                    var part = _parts[length - 1];
                    var name = (part as RoutePatternParameterPart)?.Name;
                    var steps = known[length - 1] && (segment.Length == 0 ? name is not null : Fits(part, segment));
                    var left = segment.Length == 0;
                    var found = steps ? missing[length - 1] ?? (left ? name : null) : null;
                    missing[length] = found ?? (left ? missing[length] : null);
                    known[length] = steps || (left && known[length]);
                }

                if (segment.Length > 0) known[0] = false;
            }

            return known[^1] ? missing[^1] : null;
        }

        private static bool Fits(RoutePatternPart part, string segment) =>
            part is not RoutePatternLiteralPart literal || literal.Content.Equals(segment, StringComparison.OrdinalIgnoreCase);
    }
}
