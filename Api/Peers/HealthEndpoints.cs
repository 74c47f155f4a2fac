using System.Globalization;
using Lockers.Api.Edge;
using Lockers.Api.Events;
using Lockers.Api.Http;
using Lockers.Api.OpenApi;
using Lockers.Api.Pods;
using Lockers.Api.Security;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Peers;

/// <summary>Asks pods whether they are there. What is answered is a finding, not a failure: the status is 200 whatever pods answer.</summary>
internal static class HealthEndpoints
{
    // So many pods are removed at once.
    private const int Parallelism = 16;

    private static readonly PodCall Health = new(HttpMethod.Get, "/health") { CallsUnhealthy = true };

    public static RouteGroupBuilder MapPodHealth(this RouteGroupBuilder peers)
    {
        var admin = peers.For(Role.Admin);
        var checks = admin.MapGroup("").WithMetadata(new Acts());
        checks.MapGet("/health", CheckAll)
            .Describe("checkPods", "Asks all pods whether they are there.", Gives.Pods);
        checks.MapGet("/{peer}/health", CheckPeer)
            .Describe("checkPeer", "Asks the pods of a peer whether they are there.", Gives.Pods);
        checks.MapGet("/{peer}/health/{address}", CheckPeer)
            .Describe("checkPod", "Asks one pod whether it is there.", Gives.Pods);
        admin.MapPost("/health/cleanup", CleanUpAll).WithMetadata(new Sweeping("remove the pods of all peers that do not answer"))
            .Describe("cleanUpPods", "Asks all pods whether they are there, and removes those that are not.", Gives.Pods);
        admin.MapPost("/{peer}/health/cleanup", CleanUpPeer)
            .Describe("cleanUpPeer", "Asks the pods of a peer whether they are there, and removes those that are not.", Gives.Pods);
        return peers;
    }

    private static async Task CheckAll(HttpContext context, LockerEdge edge, PodCaller pods, RegistryEvents events) =>
        await PodAnswer.WriteOk(context, await Check(edge, pods, events, await PodList.All(edge), context.RequestAborted));

    private static async Task CheckPeer(HttpContext context, LockerEdge edge, PodCaller pods, RegistryEvents events) =>
        await PodAnswer.WriteOk(context, await Check(edge, pods, events, await PodList.Named(context, edge), context.RequestAborted));

    private static async Task CleanUpAll(HttpContext context, LockerEdge edge, PodCaller pods, RegistryEvents events) =>
        await CleanUp(context, edge, pods, events, await PodList.All(edge));

    private static async Task CleanUpPeer(HttpContext context, LockerEdge edge, PodCaller pods, RegistryEvents events) =>
        await CleanUp(context, edge, pods, events, await PodList.Named(context, edge));

    private static async Task CleanUp(
        HttpContext context, LockerEdge edge, PodCaller caller, RegistryEvents events, IReadOnlyList<PodsOfPeer> peers)
    {
        var results = await Check(edge, caller, events, peers, context.RequestAborted);
        var failing = (
            from peer in results.Peers.Zip(peers)
            from pod in peer.First.Pods
            where pod is { Done: false, Called: true }
            select (peer.First.Peer, peer.Second.Pods.First(one => one.Address == pod.Address).Epoch, pod.Address)).ToList();
        await Parallel.ForEachAsync(
            failing, new ParallelOptions { MaxDegreeOfParallelism = Parallelism },
            async (pod, _) => await Remove(edge, pod.Peer, pod.Address, pod.Epoch));
        events.Note("Registry: Cleaned Up Unhealthy Peers", Said("Removed", failing.Count), "");
        await PodAnswer.WriteOk(context, results);
    }

    /// <summary>Removes a pod that did not answer, unless it has reminded or registered meanwhile.</summary>
    public static async Task Remove(LockerEdge edge, string peer, string address, int epoch)
    {
        // The locker is told first: where that fails, the pod is still listed, and the request is repeated with it.
        await PeersEndpoints.SetActive(edge, peer, address, active: false);
        if (await edge.Peer(peer).RemoveEpoch(address, epoch) == Outcome.Done) return;

        // It is there anew, unless it was removed by a request.
        if (await PodList.Of(edge, peer, address) is { Pods: not [] }) await PeersEndpoints.SetActive(edge, peer, address, active: true);
    }

    private static string Said(string done, int pods) => string.Create(CultureInfo.InvariantCulture, $"{done} {pods} {(pods == 1 ? "pod" : "pods")}");

    /// <summary>Asks pods, and tells their peers what has changed.</summary>
    private static async Task<PodResults> Check(
        LockerEdge edge, PodCaller caller, RegistryEvents events, IReadOnlyList<PodsOfPeer> peers, CancellationToken aborted)
    {
        var results = await caller.Send(peers, Health, aborted);
        foreach (var (was, now) in peers.Zip(results.Peers))
        {
            var healthy = was.Pods.Where(pod => pod.Healthy).Select(pod => pod.Address).ToHashSet(StringComparer.Ordinal);
            var changed = now.Pods.Where(pod => pod.Called && pod.Done != healthy.Contains(pod.Address));
            foreach (var change in changed.GroupBy(pod => pod.Done))
            {
                events.Note(change.Key ? "Registry: Peer Healthy" : "Registry: Peer Unhealthy", was.Peer, string.Join(',', change.Select(pod => pod.Address)));
                foreach (var some in change.Select(pod => pod.Address).Chunk(IPeerGrain.MaxPods))
                    await edge.Peer(was.Peer).SetHealthy([.. some], change.Key);
            }
        }

        events.Note("Registry: Checked Peers Health", Said("Asked", results.Peers.Sum(peer => peer.Pods.Length)), "");
        return results;
    }
}
