using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Reading one locker.</summary>
internal static class ReadEndpoints
{
    public static RouteGroupBuilder MapRead(this RouteGroupBuilder lockers)
    {
        lockers.MapGet("/{label}/dump", Dump);
        lockers.MapGet("/{label}", Locker);
        lockers.MapGet("/{label}/data/paths", Paths);
        lockers.MapGet("/{label}/targets/results", Results);
        return lockers;
    }

    /// <summary>Answers with the whole locker, or that there is none.</summary>
    public static async Task Send(HttpContext context, LockerEdge edge, string label, ReadOptions options)
    {
        if (await edge.Find(label) is not { } info)
        {
            await OpenEndpoints.NoLocker(context, label);
            return;
        }

        var locker = edge.Locker(info.Label);
        await PagedAnswer.Send(context, locker, await locker.ReadLocker(options, info.Current), "");
    }

    /// <summary>What the query asks to see.</summary>
    public static ReadOptions Options(HttpRequest request, bool data) =>
        new(data, Query.Flag(request, "peers", absent: true), Query.Count(request, "level"));

    private static Task Dump(HttpContext context, LockerEdge edge, TextEndpoints texts)
    {
        var target = TargetFeature.Of(context);
        if (target.HasTail && !target.Tail.IsEmpty) return texts.Get(context, target);
        var label = LockerEdge.Route(context, "label");
        return label.Equals("all", StringComparison.OrdinalIgnoreCase)
            ? AllLockersEndpoints.Send(context, edge, Options(context.Request, data: true))
            : Send(context, edge, label, Options(context.Request, data: true));
    }

    private static Task Locker(HttpContext context, LockerEdge edge) =>
        Send(context, edge, LockerEdge.Route(context, "label"), Options(context.Request, Query.Flag(context.Request, "data")));

    private static async Task Paths(HttpContext context, LockerEdge edge)
    {
        var label = LockerEdge.Route(context, "label");
        if (await edge.Find(label) is not { } info)
        {
            await OpenEndpoints.NoLocker(context, label);
            return;
        }

        await AllLockersEndpoints.SendPaths(context, edge, new[] { info }.ToAsyncEnumerable());
    }

    private static async Task Results(HttpContext context, LockerEdge edge)
    {
        var label = LockerEdge.Route(context, "label");
        if (await edge.Find(label) is { } info) await SendResults(context, edge, info.Label);
        else await OpenEndpoints.NoLocker(context, label);
    }

    /// <summary>Answers with the results of a locker's peers.</summary>
    public static async Task SendResults(HttpContext context, LockerEdge edge, string label)
    {
        var locker = edge.Locker(label);
        var detailed = Query.Flag(context.Request, "detailed");
        await PagedAnswer.Send(context, locker, await locker.ReadResults(detailed), "");
    }
}
