using Lockers.Api.Edge;

namespace Lockers.Api.Pods;

/// <summary>
/// Has pods forget what they count, before it is emptied here: totals are cumulative, and a report that came afterwards would bring the old ones back.
/// A pod that fails keeps nothing here from being emptied.
/// </summary>
internal static class PodClearing
{
    // Gotos to 0.4.1 have no events: what they answer to that does not count.
    private static readonly PodCall Results = PodCall.Post("/events/clear", "/client/results/clear") with { LastCounts = true };

    /// <summary>Clears the events and results of pods.</summary>
    public static Task<PodResults> Clear(PodCaller caller, IReadOnlyList<PodsOfPeer> peers) => caller.Send(peers, Results, CancellationToken.None);

    /// <summary>Clears the events and results of all pods.</summary>
    public static async Task<PodResults> ClearAll(LockerEdge edge, PodCaller caller) => await Clear(caller, await PodList.All(edge));
}
