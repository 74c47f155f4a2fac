using Lockers.Api.Edge;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Security;

namespace Lockers.Api.Pods;

/// <summary>Has pods send the events they hold, or forget them. As with goto, the status is 200 whatever pods answer.</summary>
internal static class PodEventsEndpoints
{
    public static RouteGroupBuilder MapPodEvents(this RouteGroupBuilder peers)
    {
        peers.For(Role.Admin).MapPost("/events/flush", Flush).WithMetadata(new Sweeping("have all pods send their events"))
            .Describe("flushEvents", "Has all pods send the events that they hold.", Gives.Pods);
        return peers;
    }

    /// <summary>Has all pods forget the events they hold.</summary>
    public static Task<PodResults> Clear(LockerEdge edge, PodCaller caller) => Send(edge, caller, "/events/clear");

    private static async Task Flush(HttpContext context, LockerEdge edge, PodCaller caller) =>
        await PodAnswer.WriteOk(context, await Send(edge, caller, "/events/flush"));

    private static async Task<PodResults> Send(LockerEdge edge, PodCaller caller, string uri) =>
        await caller.Send(await PodList.All(edge), PodCall.Post(uri), CancellationToken.None);
}
