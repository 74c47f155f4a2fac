namespace Lockers.Api.Results;

/// <summary>
/// Lets the route of a comparison, <c>lockers/compare/{label}/{other}</c>, have no label that makes it another one: that of a locker with the label
/// <c>compare</c>, such as <c>lockers/{label}/peers/{peer}</c>. A run that is labelled <c>peers</c> is compared as the second one; so is one that is
/// labelled <c>keys</c> or <c>export</c>, whose route <see cref="Http.RequestTarget"/> takes for one with a path.
/// </summary>
internal sealed class ComparedLabel : IRouteConstraint
{
    /// <summary>What it is called in a route.</summary>
    public const string Name = "compared";

    // What routes with three segments have in the second.
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "data", "peers", "targets" };

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values[routeKey] is string label && !Words.Contains(label);
}
