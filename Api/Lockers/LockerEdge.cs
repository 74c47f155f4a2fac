using Lockers.Api.Current;
using Lockers.Api.Hosting;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Lockers;

/// <summary>What every endpoint of the front end works with.</summary>
internal sealed class LockerEdge(
    IGrainFactory grains, GrainCache cache, LockerNames names, BodyBudget bodies, IOptions<LockersLimits> limits)
{
    private IRegistryGrain? _registry;

    /// <summary>What the front end accepts.</summary>
    public LockersLimits Limits { get; } = limits.Value;

    /// <summary>Labels and what they mean.</summary>
    public LockerNames Names => names;

    /// <summary>The registry. Not before a front end without a silo is connected: until then it knows no grains.</summary>
    public IRegistryGrain Registry => _registry ??= grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey);

    /// <summary>
    /// All lockers, in ordinal order of the labels' UTF-8 bytes. They come in pages: one that is there all the while is given once. The first
    /// page is there when this completes, so that an answer need not be broken off where nothing can be read.
    /// </summary>
    public async Task<IAsyncEnumerable<LockerInfo>> Lockers() => Pages.Behind(
        await Registry.Lockers("", IRegistryGrain.MaxListed), IRegistryGrain.MaxListed,
        info => info.Label, after => Registry.Lockers(after, IRegistryGrain.MaxListed));

    /// <summary>The names of all peers, as <see cref="Lockers"/> gives lockers.</summary>
    public async Task<IAsyncEnumerable<string>> Peers() => Pages.Behind(
        await Registry.Peers("", IRegistryGrain.MaxListed), IRegistryGrain.MaxListed,
        name => name, after => Registry.Peers(after, IRegistryGrain.MaxListed));

    /// <summary>A locker.</summary>
    public ILockerGrain Locker(string label) => cache.Locker(label);

    /// <summary>A peer.</summary>
    public IPeerGrain Peer(string peer) => grains.GetGrain<IPeerGrain>(peer);

    /// <summary>The tree of a peer's instance in a locker, or with an empty address the peer's own.</summary>
    public IPeerInstanceGrain Instance(string label, ReadOnlySpan<char> peer, ReadOnlySpan<char> address) =>
        cache.Instance(label, peer, address);

    /// <summary>The path in a request's target, checked.</summary>
    public KeyPath Path(in RequestTarget target) => PathParser.Parse(target, Limits);

    /// <summary>The request's body, checked.</summary>
    public ValueTask<byte[]> Text(HttpContext context) => RequestBody.Read(context.Request, Limits.MaxValueBytes, bodies);

    /// <summary>A request's body that is not to be stored as it is, checked.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The most bytes.</param>
    public ValueTask<byte[]> Body(HttpContext context, int limit) => RequestBody.Read(context.Request, limit, bodies);

    /// <summary>The label of the locker that a request names.</summary>
    public async ValueTask<string> Label(string label) => (await names.Resolve(label)).Label;

    /// <summary>Opens a read of a locker that exists. Its own grain says that it does; the registry is asked only where that one holds nothing.</summary>
    /// <param name="label">The label, or <c>current</c>.</param>
    /// <param name="open">Opens the read.</param>
    /// <returns>The read; null where there is no such locker.</returns>
    public ValueTask<OpenRead?> ReadKnown(string label, Func<ILockerGrain, NamedLocker, ValueTask<ReadPage>> open) => Read(label, async locker =>
    {
        var first = await open(locker.Grain, locker);
        if (first.Exists || locker.Lease is not null || await Registry.Find(locker.Label) is not null) return new(locker.Label, locker.Grain, first);
        if (first.Read != 0) await locker.Grain.EndRead(first.Read);
        return null;
    });

    /// <summary>Opens a read of the locker that a request names; where the current one is closed meanwhile, of what is current then.</summary>
    public async ValueTask<OpenRead?> Read(string label, Func<NamedLocker, ValueTask<OpenRead?>> open)
    {
        OpenRead? read = null;
        await names.Run(label, open, async (locker, open) =>
        {
            read = await open(locker);
            if (await names.IsStill(locker)) return Outcome.Done;
            if (read is { First.Read: not 0 }) await read.Reads.EndRead(read.First.Read);
            return Outcome.Closed;
        });
        return read;
    }

    /// <summary>How the request's body is sent.</summary>
    public static TextFormat Format(HttpContext context) =>
        context.Request.ContentType is { } type && type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
            ? TextFormat.Json
            : TextFormat.Plain;

    /// <summary>A route value.</summary>
    public static string Route(HttpContext context, string name) => RequestTarget.Unrouted((string)context.Request.RouteValues[name]!);

    /// <summary>A peer's name in the route, checked.</summary>
    public static string PeerName(HttpContext context) => Checked("Peer name", Route(context, "peer"));

    /// <summary>An instance's address in the route, checked; empty where the route has none.</summary>
    public static string Address(HttpContext context) =>
        context.Request.RouteValues.ContainsKey("address") ? Checked("Address", Route(context, "address")) : "";

    /// <summary>A peer's name or an address, checked.</summary>
    /// <exception cref="ProblemException">400 when it cannot be one.</exception>
    public static string Checked(string what, string name) =>
        Grains.Interfaces.Names.WhyNotName(what, name) is { } why ? throw ProblemException.BadRequest(why + ".") : name;
}
