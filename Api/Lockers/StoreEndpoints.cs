using System.Text;
using Lockers.Api.Current;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Storing into and removing from a locker's data tree.</summary>
internal sealed class StoreEndpoints(LockerEdge edge)
{
    private static readonly string[] PostOrPut = ["POST", "PUT"];

    /// <summary>Maps them.</summary>
    /// <param name="lockers">The lockers' group.</param>
    /// <param name="store">The role that storing needs.</param>
    public RouteGroupBuilder Map(RouteGroupBuilder lockers, Role store)
    {
        lockers.For(store).MapMethods("/{label}/store", PostOrPut, Store).WithMetadata(HotRoute.Store)
            .Describe("storeText", "The body becomes the text at that path. Keys that are missing come to be, and so does the locker, which is not made current.",
                Takes.Text, Asks.Value("ttl", "How long the text stays, from 1s to 365d, as `30s`, `5m`, `24h` or `7d`.", "5m"), Conditions.OfChange, Gives.Line("Data stored in labeled locker run1 for path [notes first]"));
        lockers.For(Role.Write).MapPost("/{label}/remove", context => Remove(context, RequestTarget.Of(context)))
            .Describe("removeText", "Removes the text at exactly that path, then every key left without text and subkeys, upwards. What is not there counts as removed.",
                Asks.Recursive, Conditions.OfChange, Gives.Line("Data removed from labeled locker run1 for path [notes first]"));

        // As those expect who know HTTP.
        foreach (var word in (ReadOnlySpan<string>)["store", "get"])
            lockers.For(Role.Write).MapDelete($"/{{label}}/{word}", context => Remove(context, RequestTarget.Of(context))).SameAs("removeText");
        return lockers;
    }

    /// <summary>POST lockers/{label}/store/{path}: the data path. What waits for the grain holds nothing that is not needed then, such as the target.</summary>
    private Task Store(HttpContext context)
    {
        var target = RequestTarget.Of(context);
        var path = edge.Path(target);
        var terms = Terms(context, target.HasQuery);
        var text = edge.Text(context);
        return text.IsCompletedSuccessfully
            ? Answer(context, path, Change(context, target, path, text.Result, terms))
            : StoreLater(context, path, text, terms);
    }

    // The body has not come yet.
    private async Task StoreLater(HttpContext context, KeyPath path, ValueTask<byte[]> coming, StoreTerms? terms)
    {
        var text = await coming;
        await Answer(context, path, Change(context, RequestTarget.Of(context), path, text, terms));
    }

    private ValueTask<(NamedLocker Locker, TextChange Result)> Change(
        HttpContext context, in RequestTarget target, KeyPath path, byte[] text, StoreTerms? terms) => edge.Names.Change(
        target, (path, text, format: LockerEdge.Format(context), terms),
        static (locker, it) => locker.Grain.Store(new(it.path, it.text, it.format, locker.Generation, it.terms)), context);

    private static async Task Answer(HttpContext context, KeyPath path, ValueTask<(NamedLocker Locker, TextChange Result)> changing)
    {
        var (locker, change) = await changing;
        if (change.Outcome == Outcome.Unmet)
        {
            await Preconditions.Failed(context, change.Id);
            return;
        }

        ETags.Set(context, change.Id);
        Line(context, "Data stored in "u8, "Data stored in labeled locker "u8, locker, path);
    }

    // The words of a goto; those of 2026 name the context.
    private static void Line(HttpContext context, ReadOnlySpan<byte> done, ReadOnlySpan<byte> start, in NamedLocker locker, KeyPath path)
    {
        var name = locker.Name;
        byte[]? ofContext = name.IsOfContext ? [.. done, .. Encoding.UTF8.GetBytes($"[Context: {name.Context}] labeled locker ")] : null;
        Answers.PathLine(context, ofContext ?? start, name.Label, " for path ["u8, path);
    }

    private async Task Remove(HttpContext context, RequestTarget target)
    {
        var path = edge.Path(target);
        var recursive = Query.Flag(context.Request, "recursive");
        if (Preconditions.Of(context.Request) is { } condition)
        {
            await RemoveIf(context, target, path, recursive, condition);
            return;
        }

        var (locker, _) = await edge.Names.Run(
            target, (path, recursive), static (locker, it) => locker.Grain.Remove(it.path, it.recursive, locker.Generation));
        Line(context, "Data removed from "u8, "Data removed from labeled locker "u8, locker, path);
    }

    private async Task RemoveIf(HttpContext context, RequestTarget target, KeyPath path, bool recursive, TextCondition condition)
    {
        if (recursive) throw Preconditions.NotForTrees();
        var (locker, change) = await edge.Names.Change(
            target, (path, condition), static (locker, it) => locker.Grain.RemoveIf(it.path, it.condition, locker.Generation));
        if (change.Outcome == Outcome.Unmet) await Preconditions.Failed(context, change.Id);
        else Line(context, "Data removed from "u8, "Data removed from labeled locker "u8, locker, path);
    }

    private static StoreTerms? Terms(HttpContext context, bool hasQuery)
    {
        var condition = Preconditions.Of(context.Request);
        var ttl = hasQuery ? Ttl.Of(context.Request) : null;
        return condition is null && ttl is null ? null : new(condition, ttl ?? TimeSpan.Zero);
    }
}
