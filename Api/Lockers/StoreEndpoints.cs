using System.Text;
using Lockers.Api.Current;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

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
        for (var closings = 0; closings < LockerNames.MaxTries;)
        {
            try
            {
                var locker = await edge.Names.Resolve(target, 1);
                if (await locker.Grain.Store(path, text, LockerEdge.Format(context), locker.Generation) == Outcome.Done)
                {
                    Line(context, "Data stored in "u8, "Data stored in labeled locker "u8, locker, path);
                    return;
                }

                edge.Names.Forget(locker);
                closings++;
            }
            catch (Exception error) when (Retry.MayRepeatChange(context, error))
            {
                await Repeats.Of(context).Pause(context.RequestAborted);
            }
        }

        throw LockerNames.KeptClosing();
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
        for (var tries = 0; tries < LockerNames.MaxTries; tries++)
        {
            var locker = await edge.Names.Resolve(target, 1);
            if (await locker.Grain.Remove(path, recursive, locker.Generation) == Outcome.Done)
            {
                Line(context, "Data removed from "u8, "Data removed from labeled locker "u8, locker, path);
                return;
            }

            edge.Names.Forget(locker);
        }

        throw LockerNames.KeptClosing();
    }
}
