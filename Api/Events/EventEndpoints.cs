using System.Collections.Immutable;
using Lockers.Api.Current;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Pods;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Events;

/// <summary>What peers and the registry itself say that has happened: keeping it in the current locker, reading and searching it.</summary>
internal static class EventEndpoints
{
    // The most characters of what is searched for.
    private const int MaxText = 1024;

    /// <summary>Maps those of the current locker.</summary>
    public static RouteGroupBuilder MapEvents(this RouteGroupBuilder peers)
    {
        peers.For(Role.Peer).MapPost("/{peer}/{host}/events/store", Store)
            .Describe("storeEvent", "A peer says that something has happened. What is no JSON is kept as the event's data.",
                Takes.Json("Event", "The event."), Gives.Line("Peer [peer1] event [1] stored"));
        peers.For(Role.Admin).MapPost("/events/clear", Clear).WithMetadata(new Sweeping("forget the events of all peers"))
            .Describe("clearEvents", "Forgets all events of the current locker; pods are told to forget theirs first.", Gives.Pods);
        MapReads(peers, "");
        return peers;
    }

    /// <summary>Maps those of any locker.</summary>
    public static RouteGroupBuilder MapLockerEvents(this RouteGroupBuilder lockers)
    {
        MapReads(lockers, "/{label}/peers");
        return lockers;
    }

    private static void MapReads(RouteGroupBuilder group, string prefix)
    {
        var read = group.For(Role.Read);
        foreach (var peers in (ReadOnlySpan<string>)["", "/{peers}"])
        {
            read.MapGet($"{prefix}{peers}/events", (HttpContext context, LockerEdge edge) => Read(context, edge, ""))
                .Describe(Id("get", prefix, peers), $"Events {Of(prefix, peers)}, by time.",
                    Asks.EventData, Asks.Reverse, Asks.Unified, Asks.Limit, Gives.Json("Events", "The events."), Fails.NoLocker);
            read.MapGet($"{prefix}{peers}/events/search", (HttpContext context, LockerEdge edge) => Read(context, edge, Text(context)))
                .Describe(Id("search", prefix, peers), $"Events {Of(prefix, peers)} that contain a text, by time.",
                    Asks.EventData, Asks.Reverse, Asks.Unified, Asks.Limit, Gives.Json("Events", "The events."), Fails.NoLocker);
        }
    }

    // The name of an operation that reads, and whose events it is about.
    private static string Id(string does, string prefix, string peers) =>
        $"{does}{(prefix.Length == 0 ? "Current" : "")}{(peers.Length == 0 ? "" : "Peer")}Events";

    private static string Of(string prefix, string peers) =>
        $"{(peers.Length == 0 ? "of all peers and of the registry" : "of some peers")} in {(prefix.Length == 0 ? "the current locker" : "a locker")}";

    private static async Task Store(HttpContext context, LockerEdge edge, TimeProvider time)
    {
        var peer = LockerEdge.PeerName(context);
        var body = await edge.Body(context, edge.Limits.MaxEventBytes);
        var happened = new EventBody(peer, LockerEdge.Route(context, "host"), time.GetUtcNow().UtcTicks).Parse(body);
        var kept = default(KeptEvent);
        await edge.Names.Run(
            Names.Current, context,
            async (locker, _) =>
            {
                kept = await edge.Instance(locker.Label, peer, IPeerInstanceGrain.Events)
                    .AppendEvent(happened, edge.Limits.MaxEventsPerPeer, locker.Generation);
                return kept.Outcome;
            },
            context);
        await Answer(context, peer, kept);
    }

    private static Task Answer(HttpContext context, string peer, in KeptEvent kept) => kept.Outcome == Outcome.NotFound
        ? Problems.Write(context, StatusCodes.Status400BadRequest, "No Peer", $"No Peer: '{peer}' is not registered.")
        : Answers.Line(context, $"Peer [{peer}] event [{kept.Number}] stored");

    // Pods first: what they still hold must not come in again behind it.
    private static async Task Clear(HttpContext context, LockerEdge edge, PodCaller caller, RegistryEvents registry)
    {
        var results = await PodEventsEndpoints.Clear(edge, caller);
        await edge.OnCurrent((locker, generation) => registry.Clear(locker, generation));
        Repeats.Of(context).Made();
        registry.Note("Registry: Peer Events Cleared", "", "");
        await PodAnswer.WriteOk(context, results);
    }

    private static async Task Read(HttpContext context, LockerEdge edge, string text)
    {
        var (request, route) = (context.Request, context.Request.RouteValues);
        var label = route.ContainsKey("label") ? LockerEdge.Route(context, "label") : Names.Current;
        var filter = new EventFilter(text, Query.Flag(request, "data"), Query.Flag(request, "reverse"));
        var query = new EventsQuery(
            route.ContainsKey("peers") ? Peers(context) : [], filter, Query.Flag(request, "unified"), Query.Count(request, "limit"));
        await LockerAnswers.Send(context, label, await edge.ReadKnown(label, async (locker, named) => await locker.ReadEvents(query, await Generation(edge, named))));
    }

    // Of a locker that was opened only, the registry's own events are all there is, and the registry alone knows its generation.
    private static async ValueTask<long> Generation(LockerEdge edge, NamedLocker locker) =>
        locker.Lease?.Generation ?? (await edge.Registry.Find(locker.Label))?.Generation ?? 0;

    // A peer's name may hold a comma itself: alone, or percent-encoded in a list.
    private static ImmutableArray<string> Peers(HttpContext context)
    {
        var target = RequestTarget.Of(context);
        var peers = target[context.Request.RouteValues.ContainsKey("label") ? 3 : 1].ToString();
        return [Percent.Decode(peers), .. peers.Split(',').Select(peer => Percent.Decode(peer))];
    }

    private static string Text(HttpContext context)
    {
        var target = RequestTarget.Of(context);
        var text = target.HasTail ? Percent.Decode(target.Tail) : "";
        return text.Length is 0 or > MaxText
            ? throw ProblemException.BadRequest($"What to search must have 1 to {MaxText} characters, this has {text.Length}.")
            : text;
    }
}
