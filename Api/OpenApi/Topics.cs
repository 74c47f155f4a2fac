namespace Lockers.Api.OpenApi;

/// <summary>What an operation is about: the tags of the API's document.</summary>
internal static class Topics
{
    /// <summary>The topic of a route.</summary>
    public static string Of(RouteEndpoint route)
    {
        var words = route.RoutePattern.PathSegments.Select(segment => segment.Parts[0]).OfType<Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart>()
            .Select(part => part.Content.TrimEnd('=')).ToList();
        bool Has(string word) => words.Contains(word);
        return words switch
        {
            ["registry", "context", ..] => "Contexts",
            _ when Has("results") || Has("compare") => "Results",
            _ when Has("events") => "Events",
            ["registry", "lockers", ..] when Has("peers") => "Peer lockers",
            ["registry", "lockers", ..] when Has("store") || Has("get") || Has("remove") => "Texts",
            ["registry", "lockers", ..] => "Lockers",
            ["registry", "peers", ..] when Has("targets") => "Targets",
            ["registry", "peers", ..] when Has("jobs") => "Jobs",
            ["registry", "peers", ..] when Has("track") || Has("probe") || Has("probes") => "Settings",
            ["registry", "peers", ..] when Has("health") || Has("call") => "Pods",
            ["registry", "peers", ..] when Has("locker") || Has("lockers") => "Peer lockers",
            ["registry", "peers", ..] => "Peers",
            ["registry", "dump" or "load" or "cloneFrom"] => "Everything",
            _ => "Node",
        };
    }
}
