using Lockers.Api.OpenApi;
using System.Runtime.CompilerServices;
using Lockers.Api.Current;
using Lockers.Api.Http;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Reading one key of a locker.</summary>
internal sealed class TextEndpoints(LockerEdge edge)
{
    /// <summary>Maps it.</summary>
    /// <param name="lockers">The lockers' group.</param>
    /// <param name="get">The role that it needs.</param>
    public RouteGroupBuilder Map(RouteGroupBuilder lockers, Role get)
    {
        lockers.For(get).MapGet("/{label}/get", context => Get(context, TargetFeature.Of(context))).WithMetadata(HotRoute.Get)
            .Describe("getText", "What is at that path: the text, byte for byte; where there is none, the tree below. In a context, what is missing is `{}`.",
                Asks.Tree, Asks.Level, Conditions.OfRead, Gives.TextOrTree, Fails.NoPath);
        return lockers;
    }

    /// <summary>GET lockers/{label}/get/{path}: the data path.</summary>
    public async Task Get(HttpContext context, RequestTarget target)
    {
        var path = edge.Path(target);
        var tree = target.HasQuery && Query.Flag(context.Request, "tree");
        await edge.Names.Run(target, (texts: this, context, path, tree), static (locker, it) => it.texts.Answer(locker, it.context, it.path, it.tree));
    }

    /// <summary>Answers with the text at a path, else with what is below it.</summary>
    /// <returns><see cref="Outcome.Closed"/>, and no answer, where there is nothing because the locker is not the current one any more.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome> Answer(NamedLocker locker, HttpContext context, KeyPath path, bool tree)
    {
        if (!tree)
        {
            var read = await locker.Grain.Get(path);
            if (read.Outcome == Outcome.Done)
            {
                await TextAnswer.Write(context, read);
                return Outcome.Done;
            }
        }

        var page = await locker.Grain.ReadTree(path, ReadEndpoints.Options(context.Request, data: true));
        if (page.Outcome == Outcome.NotFound && !await edge.Names.IsStill(locker)) return Outcome.Closed;

        // A goto keeps in contexts what it may not have stored yet, and asks for it in this way.
        if (page.Outcome == Outcome.NotFound && locker.Name.IsOfContext) await Answers.JsonText(context, "{}"u8);
        else await PagedAnswer.Send(context, locker.Grain, page, $"Locker {locker.Name} has nothing at path [{PathParser.Spaced(path)}].");
        return Outcome.Done;
    }
}
