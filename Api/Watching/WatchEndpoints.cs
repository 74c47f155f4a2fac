using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;

namespace Lockers.Api.Watching;

/// <summary>Watching lockers. What it needs is its own: services that a request asks for are kept with it for as long as it streams.</summary>
internal sealed class WatchEndpoints(LockerEdge edge, WatchHubs hubs)
{
    private static readonly DocPart Since = Asks.Value("since", "Go on behind this event; `0`: everything. Or the header `Last-Event-ID`.", "638999-638999");
    private static readonly DocPart Stream = Gives.Answer(
        200, "Events without end; with `Accept: application/x-ndjson` as lines of JSON.", ("text/event-stream", null, null), ("application/x-ndjson", null, null));

    private static readonly DocPart TooMany = Fails.With(503, "Too many watch here already.");

    /// <summary>Maps it.</summary>
    /// <param name="lockers">The lockers' group.</param>
    public RouteGroupBuilder Map(RouteGroupBuilder lockers)
    {
        var read = lockers.For(Role.Read);
        read.MapGet("/{label}/watch", Watch)
            .Describe("watch", "What changes in the locker, as it is committed, with `/{path}` only there. docs/live.md says how to go on after a cut.",
                Asks.Flag("data", "Send stored texts."), Asks.Flag("peers", "What peers report, too."), Asks.Flag("follow", "Go over to the next current locker."),
                Since, Stream, Fails.NoLocker, TooMany);
        read.MapGet("/watch", WatchAll)
            .Describe("watchLockers", "Which lockers are opened, closed, cleared and loaded.", Since, Stream, TooMany);
        return lockers;
    }

    private Task Watch(HttpContext context)
    {
        var target = RequestTarget.Of(context);
        var name = LockerEdge.Locker(context);
        var options = WatchOptions.Of(context.Request, name, target.HasTail && !target.Tail.IsEmpty ? edge.Path(target) : null);
        return new LockerStream(context, edge, hubs, options, name).Run();
    }

    private Task WatchAll(HttpContext context) =>
        new NewsStream(context, hubs, WatchOptions.OfAll(context.Request), LockerEdge.Context(context)).Run();
}
