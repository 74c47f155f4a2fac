using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Results;

/// <summary>Results as tables for people: of one locker, and of two side by side.</summary>
internal static class TableEndpoints
{
    public static RouteGroupBuilder MapComparison(this RouteGroupBuilder lockers)
    {
        lockers.For(Role.Read).MapGet($"/compare/{{label:{ComparedLabel.Name}}}/{{other}}", Compare)
            .Describe("compare", "The results of two lockers side by side: counts, shares, and by how much the second has more. A locker with the label `peers`, `keys` or `export` can only be the second one.",
                [.. TableQuery.Asked, Asks.Epochs, Gives.Table("Comparison", "Both tables."), Fails.NoLocker]);
        return lockers;
    }

    /// <summary>
    /// <c>GET lockers/{label}/targets/results?by=target|peer|instance&amp;status=5xx&amp;format=json|text|csv</c>: the results summed up over all peers.
    /// As JSON <c>{"label":"run1","by":"target","status":"5xx","rows":[{"name":"t1","target":"t1","requests":9,"responses":2,"share":0.222222,
    /// "statuses":{"503":2},"firstResponse":T|null,"lastResponse":T|null}],"total":{…}}</c>; <c>status</c> where it was asked for.
    /// </summary>
    public static async Task Send(HttpContext context, LockerEdge edge, string label)
    {
        var query = TableQuery.Parse(context.Request);
        var read = await edge.ReadKnown(label, (locker, _) => locker.ReadResultTable(query));
        if (read is null) await LockerAnswers.NoLocker(context, label);
        else await Send(context, read, query.Format);
    }

    // GET lockers/compare/{label}/{other}?by=&status=&format=: see ComparisonJson for the shape.
    private static async Task Compare(HttpContext context, LockerEdge edge)
    {
        var query = TableQuery.Parse(context.Request);
        var (label, other) = (LockerEdge.Route(context, "label"), LockerEdge.Route(context, "other"));
        var missing = other;
        var read = await edge.Read(other, async second =>
        {
            missing = other;
            if (second.Generation == 0 && await edge.Registry.Find(second.Label) is null) return null;
            missing = label;
            return await edge.ReadKnown(label, (first, _) => first.ReadComparison(second.Label, second.Generation, query));
        });
        if (read is null) await LockerAnswers.NoLocker(context, missing);
        else await Send(context, read, query.Format);
    }

    private static async Task Send(HttpContext context, OpenRead read, TableFormat format)
    {
        if (format == TableFormat.Json || read.First.Outcome != Outcome.Done)
        {
            await PagedAnswer.Send(context, read.Reads, read.First, "");
            return;
        }

        context.Response.ContentType = format == TableFormat.Csv ? "text/csv; charset=utf-8; header=present" : "text/plain; charset=utf-8";
        await new PagedAnswer(context).Part(read.Reads, read.First);
    }
}
