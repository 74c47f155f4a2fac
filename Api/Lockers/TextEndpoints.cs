using Lockers.Api.Current;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Reading one key of a locker.</summary>
internal sealed class TextEndpoints(LockerEdge edge)
{
    public RouteGroupBuilder Map(RouteGroupBuilder lockers)
    {
        lockers.MapGet("/{label}/get", context => Get(context, TargetFeature.Of(context)));
        return lockers;
    }

    /// <summary>GET lockers/{label}/get/{path}: the data path.</summary>
    public async Task Get(HttpContext context, RequestTarget target)
    {
        var path = edge.Path(target);
        for (var tries = 0; tries < LockerNames.MaxTries; tries++)
        {
            var locker = await edge.Names.Resolve(target, 1);
            if (!target.HasQuery || !Query.Flag(context.Request, "tree"))
            {
                var read = await locker.Grain.Get(path);
                if (read.Outcome == Outcome.Done)
                {
                    TextAnswer.Write(context, read);
                    return;
                }
            }

            var page = await locker.Grain.ReadTree(path, ReadEndpoints.Options(context.Request, data: true));
            if (page.Outcome == Outcome.NotFound && !await edge.Names.IsStill(locker)) continue;
            if (page.Outcome == Outcome.NotFound && target.HasContext)
            {
                // A goto keeps in contexts what it may not have stored yet, and asks for it in this way.
                await Answers.JsonText(context, "{}"u8);
                return;
            }

            await PagedAnswer.Send(
                context, locker.Grain, page, $"Locker {locker.Name} has nothing at path [{PathParser.Spaced(path)}].");
            return;
        }

        throw LockerNames.KeptClosing();
    }
}
