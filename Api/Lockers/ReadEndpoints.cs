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
        var read = await edge.ReadKnown(label, async (locker, named) => await locker.ReadLocker(options, await edge.Names.IsCurrent(named)));
        await Send(context, label, read);
    }

    /// <summary>Answers with a read, or that there is no such locker.</summary>
    public static Task Send(HttpContext context, string label, OpenRead? read) =>
        read is null ? OpenEndpoints.NoLocker(context, label) : PagedAnswer.Send(context, read.Reads, read.First, "");

    /// <summary>What the query asks to see.</summary>
    public static ReadOptions Options(HttpRequest request, bool data) =>
        new(data, Query.Flag(request, "peers", absent: true), Query.Count(request, "level"), Epochs: Query.Flag(request, "epochs"));

    private static Task Dump(HttpContext context, LockerEdge edge, TextEndpoints texts)
    {
        var target = TargetFeature.Of(context);
        if (target.HasTail && !target.Tail.IsEmpty) return texts.Get(context, target);
        var label = LockerEdge.Route(context, "label");
        return label.Equals("all", StringComparison.OrdinalIgnoreCase)
            ? AllLockersEndpoints.Send(context, edge, Options(context.Request, data: true) with { Exact = true, Epochs = true })
            : Send(context, edge, label, Options(context.Request, data: true) with { Exact = true, Epochs = true });
    }

    private static Task Locker(HttpContext context, LockerEdge edge) =>
        Send(context, edge, LockerEdge.Route(context, "label"), Options(context.Request, Query.Flag(context.Request, "data")));

    private static async Task Paths(HttpContext context, LockerEdge edge)
    {
        var label = LockerEdge.Route(context, "label");
        if (await edge.ReadKnown(label, (locker, _) => locker.ReadPaths()) is not { } read)
        {
            await OpenEndpoints.NoLocker(context, label);
            return;
        }

        var answer = new PagedAnswer(context);
        answer.Write("{"u8);
        await answer.Part(read.Reads, read.First);
        answer.Write("}\n"u8);
    }

    private static Task Results(HttpContext context, LockerEdge edge) => SendResults(context, edge, LockerEdge.Route(context, "label"));

    /// <summary>Answers with the results of a locker's peers.</summary>
    public static async Task SendResults(HttpContext context, LockerEdge edge, string label)
    {
        var (detailed, epochs) = (Query.Flag(context.Request, "detailed"), Query.Flag(context.Request, "epochs"));
        await Send(context, label, await edge.ReadKnown(label, (locker, _) => locker.ReadResults(detailed, epochs)));
    }
}
