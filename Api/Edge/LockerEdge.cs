using System.Collections.Immutable;
using Lockers.Api.Configuration;
using Lockers.Api.Current;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Edge;

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

    /// <summary>As <see cref="Lockers()"/>, the lockers of a context; all that belong to none where it is empty.</summary>
    /// <exception cref="ProblemException">404 when there is no such context.</exception>
    public async Task<IAsyncEnumerable<LockerInfo>> Lockers(string context)
    {
        if (context.Length == 0) return await Lockers();
        var first = await Registry.ContextLockers(context, "", IRegistryGrain.MaxListed);
        if (first.IsEmpty) throw new ProblemException(StatusCodes.Status404NotFound, "Not found", $"There is no context '{context}'.");
        return ContextLockers(context, first);
    }

    /// <summary>As <see cref="Lockers()"/>, the lockers of a context behind the first ones.</summary>
    public IAsyncEnumerable<LockerInfo> ContextLockers(string context, ImmutableArray<LockerInfo> first) => Pages.Behind(
        first, IRegistryGrain.MaxListed, info => info.Name.Label, after => Registry.ContextLockers(context, after, IRegistryGrain.MaxListed));

    /// <summary>The names of all contexts, as <see cref="Lockers()"/> gives lockers.</summary>
    public async Task<IAsyncEnumerable<string>> Contexts() => Pages.Behind(
        await Registry.Contexts("", IRegistryGrain.MaxListed), IRegistryGrain.MaxListed,
        name => name, after => Registry.Contexts(after, IRegistryGrain.MaxListed));

    /// <summary>The names of all peers, as <see cref="Lockers()"/> gives lockers.</summary>
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

    /// <summary>The label of the locker that a request names; of a context's locker <see cref="LockerName.Key"/>.</summary>
    public async ValueTask<string> Label(LockerName name) => (await names.Resolve(name)).Label;

    /// <summary>Opens a read of a locker that exists. Its own grain says that it does; the registry is asked only where that one holds nothing.</summary>
    /// <param name="name">The locker; its label may be <c>current</c>.</param>
    /// <param name="open">Opens the read.</param>
    /// <returns>The read; null where there is no such locker.</returns>
    public ValueTask<OpenRead?> ReadKnown(LockerName name, Func<ILockerGrain, NamedLocker, ValueTask<ReadPage>> open) => Read(name, async locker =>
    {
        var first = await open(locker.Grain, locker);

        // What is current exists, except in a context where nothing was opened.
        if (first.Exists || locker.Generation != 0 || await Registry.Find(locker.Label) is not null) return new(locker.Label, locker.Grain, first);
        if (first.Read != 0) await locker.Grain.EndRead(first.Read);
        return null;
    });

    /// <summary>Opens a read of the locker that a request names; where the current one is closed meanwhile, of what is current then.</summary>
    public async ValueTask<OpenRead?> Read(LockerName name, Func<NamedLocker, ValueTask<OpenRead?>> open)
    {
        OpenRead? read = null;
        await names.Run(name, open, async (locker, open) =>
        {
            read = await open(locker);
            if (await names.IsStill(locker)) return Outcome.Done;
            if (read is { First.Read: not 0 }) await read.Reads.EndRead(read.First.Read);
            return Outcome.Closed;
        });
        return read;
    }

    /// <summary>Makes a change in the current locker, and says which that was.</summary>
    public async Task<string> OnCurrent(Func<ILockerGrain, long, Task<Outcome>> change) =>
        (await names.Run(Grains.Interfaces.Names.Current, change, static (locker, change) => new(change(locker.Grain, locker.Generation)))).Locker.Label;

    /// <summary>How the request's body is sent.</summary>
    public static TextFormat Format(HttpContext context) =>
        context.Request.ContentType is { } type && type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
            ? TextFormat.Json
            : TextFormat.Plain;

    /// <summary>A route value.</summary>
    public static string Route(HttpContext context, string name) => RequestTarget.Unrouted((string)context.Request.RouteValues[name]!);

    /// <summary>The locker that the route names, as it came: its label may stand for another.</summary>
    public static LockerName Locker(HttpContext context) => new(Context(context), Route(context, "label"));

    /// <summary>The context in the route, checked; empty where the route has none.</summary>
    /// <exception cref="ProblemException">400 when it cannot be one.</exception>
    public static string Context(HttpContext context) =>
        context.Request.RouteValues.ContainsKey("context") ? LockerNames.Checked(Route(context, "context")) : "";

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
