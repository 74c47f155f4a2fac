using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Results;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Reading one locker.</summary>
internal static class ReadEndpoints
{
    public static RouteGroupBuilder MapRead(this RouteGroupBuilder lockers)
    {
        var read = lockers.For(Role.Read);
        read.MapGet("/{label}/dump", Dump)
            .Describe("dumpLocker", "The locker with everything, to be loaded again. `all` is all lockers.", Asks.Peers, Asks.Level, Gives.Json("DumpedLocker", "The locker."), Fails.NoLocker)
            .SameAs("getText");
        read.MapGet("/{label}", Locker)
            .Describe("getLocker", "The locker, with its peers' lockers.",
                Asks.Data, Asks.Peers, Asks.Level, Asks.Epochs, Gives.Json("Locker", "The locker."), Fails.NoLocker);
        read.MapGet("/{label}/data/paths", Paths)
            .Describe("getPaths", "Where text is stored in the locker.", Gives.Json("Paths", "The paths."), Fails.NoLocker);
        read.MapGet("/{label}/data/keys", Paths)
            .SameAs("getPaths");
        return lockers;
    }

    public static RouteGroupBuilder MapLockerResults(this RouteGroupBuilder lockers)
    {
        lockers.For(Role.Read).MapGet("/{label}/targets/results", Results)
            .Describe("getResults", "What the locker's peers measured. With `by`, `status` or `format` as one table.",
                [Asks.Detailed, Asks.Epochs, .. TableQuery.Asked, Gives.Table("Results", "The results."), Fails.NoLocker]);
        return lockers;
    }

    /// <summary>Answers with the whole locker, or that there is none.</summary>
    public static async Task Send(HttpContext context, LockerEdge edge, LockerName name, ReadOptions options)
    {
        var read = await edge.ReadKnown(name, async (locker, named) => await locker.ReadLocker(options, await edge.Names.IsCurrent(named)));
        await LockerAnswers.Send(context, name, read);
    }

    /// <summary>What the query asks to see.</summary>
    public static ReadOptions Options(HttpRequest request, bool data) =>
        new(data, Query.Flag(request, "peers", absent: true), Query.Count(request, "level"), Epochs: Query.Flag(request, "epochs"));

    private static Task Dump(HttpContext context, LockerEdge edge, TextEndpoints texts)
    {
        var target = RequestTarget.Of(context);
        if (target.HasTail && !target.Tail.IsEmpty) return texts.Get(context);
        var name = LockerEdge.Locker(context);
        return name.Label.Equals("all", StringComparison.OrdinalIgnoreCase)
            ? AllLockersEndpoints.Send(context, edge, Options(context.Request, data: true) with { Exact = true, Epochs = true })
            : Send(context, edge, name, Options(context.Request, data: true) with { Exact = true, Epochs = true });
    }

    private static Task Locker(HttpContext context, LockerEdge edge) =>
        Send(context, edge, LockerEdge.Locker(context), Options(context.Request, Query.Flag(context.Request, "data")));

    private static async Task Paths(HttpContext context, LockerEdge edge)
    {
        var name = LockerEdge.Locker(context);
        if (await edge.ReadKnown(name, (locker, _) => locker.ReadPaths()) is not { } read)
        {
            await LockerAnswers.NoLocker(context, name);
            return;
        }

        var answer = new PagedAnswer(context);
        answer.Write("{"u8);
        await answer.Part(read.Reads, read.First);
        answer.Write("}\n"u8);
    }

    private static Task Results(HttpContext context, LockerEdge edge) => SendResults(context, edge, LockerEdge.Route(context, "label"));

    /// <summary>Answers with the results of a locker's peers: a table where the query asks for one.</summary>
    public static async Task SendResults(HttpContext context, LockerEdge edge, string label)
    {
        if (TableQuery.IsTable(context.Request))
        {
            await TableEndpoints.Send(context, edge, label);
            return;
        }

        var (detailed, epochs) = (Query.Flag(context.Request, "detailed"), Query.Flag(context.Request, "epochs"));
        await LockerAnswers.Send(context, label, await edge.ReadKnown(label, (locker, _) => locker.ReadResults(detailed, epochs)));
    }
}
