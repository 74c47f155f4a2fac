using Lockers.Api.Http;
using Lockers.Api.Pods;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Opening, closing and clearing lockers.</summary>
internal static class OpenEndpoints
{
    public static RouteGroupBuilder MapOpen(this RouteGroupBuilder lockers)
    {
        lockers.MapPost("/open/{label}", Open);
        lockers.MapPost("/{label}/open", Open);
        lockers.MapPost("/close/{label}", Close);
        lockers.MapPost("/{label}/close", Close);
        lockers.MapPost("/{label}/clear", Clear);
        var sweeping = new Sweeping("drop all lockers");
        lockers.MapPost("/close", CloseAll).WithMetadata(sweeping);
        lockers.MapPost("/clear", CloseAll).WithMetadata(sweeping);
        return lockers;
    }

    private static async Task Open(HttpContext context, LockerEdge edge)
    {
        var label = await edge.Label(LockerEdge.Route(context, "label"));
        await edge.Registry.Open(label);
        await Answers.Line(context, $"Locker {label} is open and active");
    }

    private static async Task Close(HttpContext context, LockerEdge edge)
    {
        var label = await edge.Label(LockerEdge.Route(context, "label"));
        var removal = await edge.Registry.Close(label);
        if (removal.Outcome == Outcome.Refused) throw ProblemException.BadRequest("Default locker cannot be closed");
        await Removals.Answer(context, $"Locker {label} is emptied and closed", removal);
    }

    private static async Task Clear(HttpContext context, LockerEdge edge)
    {
        var label = await edge.Label(LockerEdge.Route(context, "label"));
        var removal = await edge.Registry.Clear(label);
        if (removal.Outcome == Outcome.NotFound) await NoLocker(context, label);
        else await Removals.Answer(context, $"Locker {label} is cleared", removal);
    }

    private static async Task CloseAll(HttpContext context, LockerEdge edge, PodCaller pods)
    {
        await PodClearing.ClearAll(edge, pods);
        await Removals.Answer(context, "All lockers are emptied and closed", await edge.Registry.CloseAll());
    }

    /// <summary>Answers that there is no such locker.</summary>
    public static Task NoLocker(HttpContext context, string label) => Problems.NotFound(context, $"There is no locker '{label}'.");
}
