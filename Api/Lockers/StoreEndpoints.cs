using Lockers.Api.Http;

namespace Lockers.Api.Lockers;

/// <summary>Storing into and removing from a locker's data tree.</summary>
internal sealed class StoreEndpoints(LockerEdge edge)
{
    public RouteGroupBuilder Map(RouteGroupBuilder lockers)
    {
        lockers.MapPost("/{label}/store", context => Store(context, TargetFeature.Of(context)));
        lockers.MapPost("/{label}/remove", context => Remove(context, TargetFeature.Of(context)));
        return lockers;
    }

    /// <summary>POST lockers/{label}/store/{path}: the data path.</summary>
    public async Task Store(HttpContext context, RequestTarget target)
    {
        var path = edge.Path(target);
        var text = await edge.Text(context);
        var locker = await edge.Names.Run(
            target, (path, text, format: LockerEdge.Format(context)),
            static (locker, it) => locker.Grain.Store(it.path, it.text, it.format, locker.Generation), context);
        Answers.PathLine(context, "Data stored in labeled locker "u8, locker.Label, " for path ["u8, path);
    }

    private async Task Remove(HttpContext context, RequestTarget target)
    {
        var path = edge.Path(target);
        var recursive = Query.Flag(context.Request, "recursive");
        var locker = await edge.Names.Run(
            target, (path, recursive), static (locker, it) => locker.Grain.Remove(it.path, it.recursive, locker.Generation));
        Answers.PathLine(context, "Data removed from labeled locker "u8, locker.Label, " for path ["u8, path);
    }
}
