using Microsoft.AspNetCore.Routing.Patterns;

namespace Lockers.Api.Http;

/// <summary>
/// The endpoints that are found without routing, by the request's target alone: it has told them apart already. They are ordinary endpoints with a
/// <see cref="HotRoute"/> in their metadata, and routing would find the same ones; their route values are not set.
/// </summary>
internal sealed class HotEndpoints(EndpointDataSource endpoints)
{
    private Found? _found;

    /// <summary>The endpoint of a target that has a tail; null where it is none of these.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="target">The target.</param>
    public Endpoint? Find(string method, in RequestTarget target)
    {
        // They are mapped before the first request.
        var found = _found ??= new(endpoints);
        if (HttpMethods.IsPost(method) || HttpMethods.IsPut(method))
        {
            if (IsOfLocker(target, "store")) return target.HasContext ? found.ContextStore : found.Store;
            if (target[0] is "peers" && target[target.Count - 1] is "store") return target.Count == 5 ? found.InstanceStore : found.PeerStore;
        }
        else if ((HttpMethods.IsGet(method) || HttpMethods.IsHead(method)) && IsOfLocker(target, "get"))
        {
            return target.HasContext ? found.ContextGet : found.Get;
        }

        return null;
    }

    private static bool IsOfLocker(in RequestTarget target, string word) => target.Count == 3 && target[0] is "lockers" && target[2].SequenceEqual(word);

    // Any of them may not be mapped: a node can leave REST to front ends.
    private sealed class Found(EndpointDataSource endpoints)
    {
        public Endpoint? Store { get; } = Of(endpoints, HotRoute.Store, "context", false);

        public Endpoint? ContextStore { get; } = Of(endpoints, HotRoute.Store, "context", true);

        public Endpoint? Get { get; } = Of(endpoints, HotRoute.Get, "context", false);

        public Endpoint? ContextGet { get; } = Of(endpoints, HotRoute.Get, "context", true);

        public Endpoint? PeerStore { get; } = Of(endpoints, HotRoute.PeerStore, "address", false);

        public Endpoint? InstanceStore { get; } = Of(endpoints, HotRoute.PeerStore, "address", true);

        private static RouteEndpoint? Of(EndpointDataSource endpoints, HotRoute route, string parameter, bool has) =>
            endpoints.Endpoints.OfType<RouteEndpoint>().SingleOrDefault(endpoint =>
                endpoint.Metadata.GetMetadata<HotRoute>() == route && Has(endpoint.RoutePattern, parameter) == has);

        private static bool Has(RoutePattern pattern, string parameter) => pattern.GetParameter(parameter) is not null;
    }
}

/// <summary>
/// Marks an endpoint of the data path: see <see cref="HotEndpoints"/>. Its handler takes what it needs from the target, not from route values.
/// </summary>
internal sealed class HotRoute
{
    private HotRoute(string operation) => Attribute = new("operation", operation);

    /// <summary>What it is in metrics.</summary>
    public KeyValuePair<string, object?> Attribute { get; }

    /// <summary>Storing a text into a locker, of a context too.</summary>
    public static HotRoute Store { get; } = new("store");

    /// <summary>Reading a key of a locker, of a context too.</summary>
    public static HotRoute Get { get; } = new("get");

    /// <summary>Storing what a peer or an instance reports.</summary>
    public static HotRoute PeerStore { get; } = new("report");
}
