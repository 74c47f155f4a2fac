using Lockers.Api.Http;
using Lockers.Api.Metrics;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Pods;

/// <summary>
/// The one place that calls pods. Pods are called in parallel; offline ones are left out of the answer, unhealthy ones are passed over. No grain waits
/// for a pod: callers read the pods of peers first, and tell the peers afterwards.
/// </summary>
internal sealed class PodCaller(
    IHttpClientFactory clients, PodSlots slots, FailingPods failing, ApiInstruments measured, Draining draining, TimeProvider time, ILogger<PodCaller> log)
{
    /// <summary>The name of the client that calls pods.</summary>
    public const string Client = "pods";

    /// <summary>Calls pods. It is done when each was called or has had its time.</summary>
    /// <param name="peers">The pods.</param>
    /// <param name="call">What is asked of each.</param>
    /// <param name="kept">How much of answers may be kept, where they are wanted.</param>
    /// <param name="stop">Ends it early. A change of many pods had better not be: it would have reached some.</param>
    /// <exception cref="OperationCanceledException">It was ended early, or the process stops.</exception>
    public async Task<PodResults> Send(IReadOnlyList<PodsOfPeer> peers, PodCall call, KeptBytes kept, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop, draining.Over);
        var exchange = new PodExchange(clients.CreateClient(Client), time);
        var calls = peers.Select(peer => peer.Pods.Where(pod => !pod.Offline).Select(pod => Call(exchange, pod, call, kept, over.Token)).ToList()).ToList();
        await Task.WhenAll(calls.SelectMany(of => of));
        var results = new PodResults([.. peers.Zip(calls, (peer, of) => new PeerResults(peer.Peer, [.. of.Select(one => one.Result)]))]);
        failing.Note(call, results);
        return results;
    }

    /// <inheritdoc cref="Send(IReadOnlyList{PodsOfPeer}, PodCall, KeptBytes, CancellationToken)"/>
    public async Task<PodResults> Send(IReadOnlyList<PodsOfPeer> peers, PodCall call, CancellationToken stop)
    {
        using var none = new KeptBytes(null);
        return await Send(peers, call, none, stop);
    }

    private async Task<PodResult> Call(PodExchange exchange, PodAddress pod, PodCall call, KeptBytes kept, CancellationToken stop)
    {
        if (!pod.Healthy && !call.CallsUnhealthy) return new(pod.Address, Done: false, Called: false);
        using var slot = await Slot(stop);
        if (slot is null) return new(pod.Address, Done: false, Called: false) { Why = $"more than {PodSlots.Open} calls are under way" };
        var began = time.GetTimestamp();
        var result = await exchange.Run(pod, call, kept, stop);
        var took = time.GetElapsedTime(began);
        measured.PodCalled(took, result.Why is null, result.Done);
        log.PodCalled(call, result, took);
        return result;
    }

    /// <summary>Room for a call; null where there is none in time, because so many pods hang.</summary>
    private async Task<PodSlot?> Slot(CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(PodCall.Deadline, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
        try
        {
            return await slots.Take(over.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
    }
}
