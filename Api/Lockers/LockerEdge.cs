using Lockers.Api.Current;
using Lockers.Api.Hosting;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Lockers;

/// <summary>What every endpoint of the front end works with.</summary>
internal sealed class LockerEdge(IGrainFactory grains, LockerNames names, IOptions<LockersLimits> limits)
{
    /// <summary>What the front end accepts.</summary>
    public LockersLimits Limits { get; } = limits.Value;

    /// <summary>Labels and what they mean.</summary>
    public LockerNames Names => names;

    /// <summary>The registry.</summary>
    public IRegistryGrain Registry => grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);

    /// <summary>A locker.</summary>
    public ILockerGrain Locker(string label) => grains.GetGrain<ILockerGrain>(label);

    /// <summary>A peer.</summary>
    public IPeerGrain Peer(string peer) => grains.GetGrain<IPeerGrain>(peer);

    /// <summary>The tree of a peer's instance in a locker, or with an empty address the peer's own.</summary>
    public IPeerInstanceGrain Instance(string label, string peer, string address) =>
        grains.GetGrain<IPeerInstanceGrain>(IPeerInstanceGrain.KeyOf(label, peer, address));

    /// <summary>The path in the request's target, checked.</summary>
    public KeyPath Path(HttpContext context) => PathParser.Parse(context, Limits);

    /// <summary>The request's body, checked.</summary>
    public ValueTask<byte[]> Text(HttpContext context) => RequestBody.Read(context.Request, Limits.MaxValueBytes);

    /// <summary>How the request's body is sent.</summary>
    public static TextFormat Format(HttpContext context) =>
        context.Request.ContentType is { } type && type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
            ? TextFormat.Json
            : TextFormat.Plain;

    /// <summary>A route value.</summary>
    public static string Route(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    /// <summary>A peer's name in the route, checked.</summary>
    public static string PeerName(HttpContext context) => Checked("Peer name", Route(context, "peer"));

    /// <summary>An instance's address in the route, checked; empty where the route has none.</summary>
    public static string Address(HttpContext context) =>
        context.Request.RouteValues.TryGetValue("address", out var address) ? Checked("Address", (string)address!) : "";

    private static string Checked(string what, string name) =>
        Grains.Interfaces.Names.WhyNotName(what, name) is { } why ? throw ProblemException.BadRequest(why + ".") : name;
}
