using System.Collections.Immutable;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.Pods;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>A list of targets or jobs in a route.</summary>
internal static class NameList
{
    /// <summary>
    /// The names in a route, and where pods are told of them: <c>/jobs/j1,j2/run?jobs=j1,j2</c>. Since February 2026 pods do not read a list in
    /// a path, and do it to all; those before do not read the query.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="list">The parameter of the route, and of the pod's query.</param>
    /// <param name="place">The path in front of the list.</param>
    /// <param name="verb">The word behind it.</param>
    /// <exception cref="ProblemException">400 when the list is empty, or one of its names.</exception>
    public static (ImmutableArray<string> Names, string Uri) Of(HttpContext context, string list, string place, string verb)
    {
        ImmutableArray<string> names = [.. LockerEdge.Route(context, list).Split(',')];
        if (names.Any(name => Names.IsBlank(name))) throw ProblemException.BadRequest($"One of the {list} in the path has no name; separate them by one ','.");
        var segment = PodUri.Segment(string.Join(',', names));
        return (names, $"{place}/{segment}/{verb}?{list}={segment}");
    }
}
