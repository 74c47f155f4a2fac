using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Storing into and removing from a locker's data tree.</summary>
internal static class StoreEndpoints
{
    public static RouteGroupBuilder MapStore(this RouteGroupBuilder lockers)
    {
        lockers.MapPost("/{label}/store", Store);
        lockers.MapPost("/{label}/remove", Remove);
        return lockers;
    }

    private static async Task Store(HttpContext context, LockerEdge edge)
    {
        var path = edge.Path(context);
        var label = LockerEdge.Route(context, "label");
        var text = await edge.Text(context);
        for (var tries = 0; tries < Current.LockerNames.MaxTries; tries++)
        {
            var locker = await edge.Names.Resolve(label);
            var outcome = await edge.Locker(locker.Label).Store(path, text, LockerEdge.Format(context), locker.Life);
            if (outcome == Outcome.Done)
            {
                await Answers.Line(context, $"Data stored in labeled locker {locker.Label} for path [{PathParser.Spaced(path)}]");
                return;
            }

            edge.Names.Forget(locker);
        }

        throw Current.LockerNames.KeptClosing();
    }

    private static async Task Remove(HttpContext context, LockerEdge edge)
    {
        var path = edge.Path(context);
        var recursive = Query.Flag(context.Request, "recursive");
        for (var tries = 0; tries < Current.LockerNames.MaxTries; tries++)
        {
            var locker = await edge.Names.Resolve(LockerEdge.Route(context, "label"));
            var outcome = await edge.Locker(locker.Label).Remove(path, recursive, locker.Life);
            if (outcome == Outcome.Done)
            {
                await Answers.Line(context, $"Data removed from labeled locker {locker.Label} for path [{PathParser.Spaced(path)}]");
                return;
            }

            edge.Names.Forget(locker);
        }

        throw Current.LockerNames.KeptClosing();
    }
}
