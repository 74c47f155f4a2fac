using System.Runtime.CompilerServices;
using Lockers.Api.Current;
using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;
using Lockers.Api.Watching;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Reading one key of a locker.</summary>
internal sealed class TextEndpoints(LockerEdge edge, TextWait waits)
{
    /// <summary>Maps it.</summary>
    /// <param name="lockers">The lockers' group.</param>
    /// <param name="get">The role that it needs.</param>
    public RouteGroupBuilder Map(RouteGroupBuilder lockers, Role get)
    {
        lockers.For(get).MapGet("/{label}/get", Get).WithMetadata(HotRoute.Get)
            .Describe("getText", "What is at that path: the text, byte for byte; where there is none, the tree below. In a context, what is missing is `{}`.",
                Asks.Tree, Asks.Level, Asks.Value("wait", "Wait so long for a text that the request's `If-None-Match` does not name.", "30s"),
                Conditions.OfRead, Gives.TextOrTree, Fails.NoPath);
        return lockers;
    }

    /// <summary>GET lockers/{label}/get/{path}: the data path. While the grain is asked, the target is not held: it is large.</summary>
    public async Task Get(HttpContext context)
    {
        var target = RequestTarget.Of(context);
        var path = edge.Path(target);
        var tree = target.HasQuery && Query.Flag(context.Request, "tree");
        if (target.HasQuery && !tree && TextWait.Of(context.Request) is { } wait) await Wait(context, target, path, wait);
        else await Get(context, target, path, tree);
    }

    private ValueTask<(NamedLocker Locker, Outcome Result)> Get(HttpContext context, in RequestTarget target, KeyPath path, bool tree) => edge.Names.Run(
        target, (texts: this, context, path, tree), static (locker, it) => it.texts.Answer(locker, it.context, it.path, it.tree));

    // Answers as soon as there is a text that the request's condition holds for; in the end with what there is.
    private async Task Wait(HttpContext context, RequestTarget target, KeyPath path, TimeSpan wait)
    {
        var condition = Preconditions.Of(context.Request);
        await waits.Run(context, new LockerName(target.Context, target.Decoded(1)), path, wait, async (locker, isLast) =>
        {
            if (isLast)
            {
                await Get(context, target, path, tree: false);
                return true;
            }

            var read = await locker.Grain.Get(path);
            if (read.Outcome != Outcome.Done || condition?.Holds(read.Id) is false) return false;
            await TextAnswer.Write(context, read);
            return true;
        });
    }

    /// <summary>Answers with the text at a path, else with what is below it.</summary>
    /// <returns><see cref="Outcome.Closed"/>, and no answer, where there is nothing because the locker is not the current one any more.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome> Answer(NamedLocker locker, HttpContext context, KeyPath path, bool tree)
    {
        ReadPage page;
        do
        {
            var read = tree ? new(Outcome.Branch, null, TextFormat.Plain) : await locker.Grain.Get(path);
            if (read.Outcome == Outcome.Done)
            {
                await TextAnswer.Write(context, read);
                return Outcome.Done;
            }

            page = read.Outcome == Outcome.NotFound
                ? ReadPage.NotFound
                : await locker.Grain.ReadTree(path, ReadEndpoints.Options(context.Request, data: true) with { Textless = !tree });
        }
        while (page.Outcome == Outcome.Unmet && !context.RequestAborted.IsCancellationRequested);

        if (page.Outcome == Outcome.NotFound && !await edge.Names.IsStill(locker)) return Outcome.Closed;

        // A goto keeps in contexts what it may not have stored yet, and asks for it in this way.
        if (page.Outcome == Outcome.NotFound && locker.Name.IsOfContext) await Answers.JsonText(context, "{}"u8);
        else await PagedAnswer.Send(context, locker.Grain, page, $"Locker {locker.Name} has nothing at path [{PathParser.Spaced(path)}].");
        return Outcome.Done;
    }
}
