using Lockers.Api.Current;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Watching;

/// <summary>Watching a locker.</summary>
internal static class WatchEndpoints
{
    private static readonly DocPart Since = Asks.Value("since", "Go on behind this event; `0`: everything. Or the header `Last-Event-ID`.", "638999-638999");
    private static readonly DocPart Stream = Gives.Answer(
        200, "Events without end; with `Accept: application/x-ndjson` as lines of JSON.", ("text/event-stream", null, null), ("application/x-ndjson", null, null));

    private static readonly DocPart TooMany = Fails.With(503, "Too many watch here already.");

    public static RouteGroupBuilder MapWatch(this RouteGroupBuilder lockers)
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

    private static async Task Watch(HttpContext context, LockerEdge edge, WatchHubs hubs)
    {
        var target = TargetFeature.Of(context);
        var name = LockerEdge.Locker(context);
        var options = WatchOptions.Of(context.Request, name, target.HasTail && !target.Tail.IsEmpty ? edge.Path(target) : null);
        var locker = await edge.Names.Resolve(name);
        if (!await Exists(edge, locker))
        {
            await LockerAnswers.NoLocker(context, name);
            return;
        }

        using var watcher = hubs.Enter(everySecond: options.Follow);
        await new WatchStream(context, edge, hubs, watcher, options, name).Run(locker);
    }

    private static async Task WatchAll(HttpContext context, LockerEdge edge, WatchHubs hubs)
    {
        var name = new LockerName(LockerEdge.Context(context), "");
        var options = WatchOptions.OfAll(context.Request);
        using var watcher = hubs.Enter();
        await new WatchStream(context, edge, hubs, watcher, options, name).RunNews();
    }

    // What is current exists, and so does the current locker of a context in which nothing was opened yet.
    private static async ValueTask<bool> Exists(LockerEdge edge, NamedLocker locker) =>
        locker.Lease is not null || await edge.Registry.Find(locker.Label) is not null;
}
