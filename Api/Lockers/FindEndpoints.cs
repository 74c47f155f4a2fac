using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Searching lockers.</summary>
internal static class FindEndpoints
{
    /// <summary>The most characters of what is searched for.</summary>
    private const int MaxText = 1024;

    public static RouteGroupBuilder MapFind(this RouteGroupBuilder lockers)
    {
        var read = lockers.For(Role.Read);
        read.MapGet("/find", All)
            .Describe("findAll", "What contains a text, in all lockers.",
                Asks.In, Asks.InPeers, Asks.Limit, Gives.Json("Found", "URIs of what was found."), Fails.NoContext);
        read.MapGet("/{label}/find", One)
            .Describe("find", "What contains a text, in one locker.",
                Asks.In, Asks.InPeers, Asks.Limit, Gives.Json("Found", "URIs of what was found."), Fails.NoLocker);

        // What a goto from 0.7 on calls it.
        read.MapGet("/search", All)
            .SameAs("findAll");
        read.MapGet("/{label}/search", One)
            .SameAs("find");
        return lockers;
    }

    private static async Task All(HttpContext context, LockerEdge edge)
    {
        var query = Parse(context);
        var left = query.Limit;
        var answer = new PagedAnswer(context);
        var lockers = await edge.Lockers(LockerEdge.Context(context));
        answer.Write("["u8);
        await foreach (var info in lockers)
        {
            if (left == 0) break;
            if (!info.Used) continue;
            var locker = edge.Locker(info.Label);

            // Every hit comes with a comma before it; the very first one's is left out.
            var skip = left == query.Limit ? 1 : 0;
            left -= await answer.Part(locker, await locker.Find(query with { Limit = left }), skip);
        }

        answer.Write("]\n"u8);
    }

    private static async Task One(HttpContext context, LockerEdge edge)
    {
        var name = LockerEdge.Locker(context);
        var query = Parse(context);
        if (await edge.ReadKnown(name, (locker, _) => locker.Find(query)) is not { } read)
        {
            await LockerAnswers.NoLocker(context, name);
            return;
        }

        var answer = new PagedAnswer(context);
        answer.Write("["u8);
        await answer.Part(read.Reads, read.First, skip: 1);
        answer.Write("]\n"u8);
    }

    private static string Text(RequestTarget target) => target.HasTail ? Percent.Decode(target.Tail) : "";

    private static FindQuery Parse(HttpContext context)
    {
        var text = Text(RequestTarget.Of(context));
        if (text.Length is 0 or > MaxText)
            throw ProblemException.BadRequest($"What to find must have 1 to {MaxText} characters, this has {text.Length}.");
        var place = Query.Value(context.Request, "in") ?? "keys";
        var (keys, data) = place.ToUpperInvariant() switch
        {
            "KEYS" => (true, false),
            "DATA" => (false, true),
            "ALL" => (true, true),
            _ => throw ProblemException.BadRequest($"?in={place} is none of keys, data, all."),
        };
        return new(text, keys, data, Query.Flag(context.Request, "peers"), Query.Count(context.Request, "limit"));
    }
}
