using Lockers.Api.Configuration;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Lockers.Api.Http;

/// <summary>Finds the route that somebody may have meant, for a path that is none.</summary>
internal sealed class NearestRoute(EndpointDataSource endpoints)
{
    private const int MaxSegments = 12;

    // A word that is longer is none of a route, misspelt.
    private const int MaxWord = 24;

    // What a difference costs. A name of a route takes any segment, and a little more than a word that is the same.
    private const int Name = 1;
    private const int Misspelt = 2;
    private const int Missing = 3;
    private const int Other = 5;

    // A path that is further away is not a route with a mistake in it.
    private const int MostCost = 6;

    private List<KnownRoute>? _routes;
    private HashSet<string>? _words;

    /// <summary>A sentence that names it; one that says where all are when none is near.</summary>
    /// <param name="method">The request's method: of routes that are as near, one that takes it is named.</param>
    /// <param name="path">The path, decoded.</param>
    public string Hint(string method, string path)
    {
        const string All = "GET / says where things are.";
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length is 0 or > MaxSegments) return All;
        _routes ??= Routes();
        var costs = Costs(segments, _words ??= Words(_routes));
        var best = _routes
            .Select(route => (Route: route, Cost: route.CostOf(segments, costs)))
            .OrderBy(one => one.Cost).ThenBy(one => !one.Route.Takes(method)).ThenBy(one => one.Route.Pattern, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Route is { } near && best.Cost <= MostCost ? $"The nearest is {near.Method(method)} {near.Pattern}. {All}" : All;
    }

    // How far each segment is from each word of a route: every pair is looked at once.
    private static Dictionary<string, int[]> Costs(string[] segments, HashSet<string> words) =>
        words.ToDictionary(word => word, word => segments.Select(segment => Cost(segment, word)).ToArray());

    private static int Cost(string segment, string word)
    {
        if (segment.Equals(word, StringComparison.OrdinalIgnoreCase)) return 0;
        return segment.Length <= MaxWord && Spelling.IsNear(segment, Spelling.Distance(segment, word)) ? Misspelt : Other;
    }

    private static HashSet<string> Words(List<KnownRoute> routes) => routes.SelectMany(route => route.Words).ToHashSet();

    private List<KnownRoute> Routes() =>
    [
        .. endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.PathSegments is [{ Parts: [RoutePatternLiteralPart] }, ..])
            .Select(endpoint => new KnownRoute(endpoint)),
    ];

    /// <summary>A route, and how far a path is from it.</summary>
    private sealed class KnownRoute
    {
        private readonly IReadOnlyList<string> _methods;

        // The words; null for a name.
        private readonly string?[] _parts;

        public KnownRoute(RouteEndpoint endpoint)
        {
            _methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [HttpMethods.Get];
            Pattern = RoutePath.Of(endpoint.RoutePattern);
            _parts = [.. Pattern.Split('/')[1..].Select(part => part.StartsWith('{') ? null : part)];
        }

        public string Pattern { get; }

        public IEnumerable<string> Words => _parts.OfType<string>();

        public bool Takes(string method) => _methods.Contains(method);

        public string Method(string method) => Takes(method) ? method : _methods[0];

        /// <summary>
        /// The least cost of making the path this route (Levenshtein, over segments). Without a word in common, but for the first, it is none.
        /// </summary>
        public int CostOf(string[] segments, Dictionary<string, int[]> costs)
        {
            if (!Words.Any(word => word != "registry" && costs[word].Any(cost => cost < Other))) return int.MaxValue;
            var row = Enumerable.Range(0, segments.Length + 1).Select(left => left * Missing).ToArray();
            foreach (var part in _parts)
            {
                var diagonal = row[0];
                row[0] += Missing;
                for (var at = 0; at < segments.Length; at++)
                {
                    var same = diagonal + (part is null ? Name : costs[part][at]);
                    diagonal = row[at + 1];
                    row[at + 1] = Math.Min(same, Math.Min(diagonal, row[at]) + Missing);
                }
            }

            return row[^1];
        }
    }
}
