using Lockers.Api.Http;
using Lockers.Api.Lockers;

namespace Lockers.Api.Pods;

/// <summary>Has pods send the events they hold, or forget them. As with goto, the status is 200 whatever pods answer.</summary>
internal static class PodEventsEndpoints
{
    public static RouteGroupBuilder MapPodEvents(this RouteGroupBuilder peers)
    {
        peers.MapPost("/events/flush", Flush).WithMetadata(new Sweeping("have all pods send their events"));
        peers.MapPost("/events/clear", Clear).WithMetadata(new Sweeping("clear the events of all pods"));
        return peers;
    }

    private static async Task Flush(HttpContext context, LockerEdge edge, PodCaller caller) =>
        await PodAnswer.WriteOk(context, await Send(edge, caller, "/events/flush"));

    private static async Task Clear(HttpContext context, LockerEdge edge, PodCaller caller) =>
        await PodAnswer.WriteOk(context, await Send(edge, caller, "/events/clear"));

    private static async Task<PodResults> Send(LockerEdge edge, PodCaller caller, string uri) =>
        await caller.Send(await PodList.All(edge), PodCall.Post(uri), CancellationToken.None);
}
