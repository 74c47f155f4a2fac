using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Results;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Reading all lockers.</summary>
internal static class AllLockersEndpoints
{
    public static RouteGroupBuilder MapAllLockers(this RouteGroupBuilder lockers)
    {
        var read = lockers.For(Role.Read);
        read.MapGet("", All)
            .Describe("getLockers", "All lockers, with their peers' lockers.",
                Asks.Data, Asks.Peers, Asks.Level, Asks.Epochs, Gives.Json("Lockers", "The lockers."), Fails.NoContext);
        read.MapGet("/labels", Labels)
            .Describe("getLabels", "The labels of all lockers.", Asks.Detailed, Gives.Json("Labels", "The labels."), Fails.NoContext);
        read.MapGet("/data/paths", Paths)
            .Describe("getAllPaths", "Where text is stored, in all lockers.", Gives.Json("Paths", "The paths."), Fails.NoContext);
        read.MapGet("/data/keys", Paths)
            .SameAs("getAllPaths");

        // As a goto of 2026 has it: with everything.
        read.MapGet("/all", Everything)
            .Describe("getAllLockers", "All lockers, with their texts.",
                Asks.Peers, Asks.Level, Asks.Epochs, Gives.Json("Lockers", "The lockers."), Fails.NoContext);
        return lockers;
    }

    public static RouteGroupBuilder MapCurrentResults(this RouteGroupBuilder lockers)
    {
        lockers.For(Role.Read).MapGet("/targets/results", Results)
            .Describe("getCurrentResults", "What the peers of the current locker measured. With `by`, `status` or `format` as one table.",
                [Asks.Detailed, Asks.Epochs, .. TableQuery.Asked, Gives.Table("Results", "The results.")]);
        return lockers;
    }

    /// <summary>Answers with all lockers.</summary>
    public static async Task Send(HttpContext context, LockerEdge edge, ReadOptions options)
    {
        var answer = new PagedAnswer(context);
        var lockers = await edge.Lockers(LockerEdge.Context(context));
        answer.Write("{"u8);
        var first = true;
        await foreach (var info in lockers)
        {
            if (!first) answer.Write(","u8);
            first = false;
            answer.Write(Json.Quoted(info.Name.Label));
            answer.Write(":"u8);
            if (info.Used)
            {
                var locker = edge.Locker(info.Label);
                await answer.Part(locker, await locker.ReadLocker(options, info.Current));
            }
            else
            {
                answer.Write(Json.EmptyLocker(info));
                await answer.Flush();
            }
        }

        answer.Write("}\n"u8);
    }

    private static Task All(HttpContext context, LockerEdge edge) =>
        Send(context, edge, ReadEndpoints.Options(context.Request, Query.Flag(context.Request, "data")));

    private static Task Everything(HttpContext context, LockerEdge edge) => Send(context, edge, ReadEndpoints.Options(context.Request, data: true));

    private static async Task Labels(HttpContext context, LockerEdge edge)
    {
        var detailed = Query.Flag(context.Request, "detailed");
        var answer = new PagedAnswer(context);
        var lockers = await edge.Lockers(LockerEdge.Context(context));
        answer.Write("["u8);
        var comma = false;
        await foreach (var locker in lockers)
        {
            if (comma) answer.Write(","u8);
            comma = true;
            if (detailed)
            {
                var stats = locker.Used ? await edge.Locker(locker.Label).Stats() : default;
                answer.Write(Json.LabelDetails(locker, stats));
            }
            else
            {
                answer.Write(Json.Quoted(locker.Name.Label));
            }

            await answer.Flush();
        }

        answer.Write("]\n"u8);
    }

    private static async Task Paths(HttpContext context, LockerEdge edge)
    {
        var answer = new PagedAnswer(context);
        var lockers = await edge.Lockers(LockerEdge.Context(context));
        answer.Write("{"u8);
        var comma = false;
        await foreach (var info in lockers)
        {
            if (!info.Used) continue;
            var locker = edge.Locker(info.Label);
            var read = await locker.ReadPaths();
            if (read.Items == 0) continue;
            if (comma) answer.Write(","u8);
            comma = true;
            await answer.Part(locker, read);
        }

        answer.Write("}\n"u8);
    }

    private static Task Results(HttpContext context, LockerEdge edge) => ReadEndpoints.SendResults(context, edge, Names.Current);
}
