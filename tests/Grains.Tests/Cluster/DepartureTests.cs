using System.Diagnostics;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Registry;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

/// <summary>A grain leaves its node when its calls have ended: those that wait for another grain, which calls it back, must end by themselves.</summary>
[Collection(nameof(SomeNodes))]
public sealed class DepartureTests
{
    private const int Workers = 40;

    [Fact]
    public Task A_node_that_stops_waits_for_no_peer_that_is_dropped() => StopUnder(async (grains, at) =>
    {
        var peer = grains.GetGrain<IPeerGrain>($"peer{at}");
        await peer.Add(new($"peer{at}", "a:1", "pod", "ns", "node", "cluster"));
        await peer.Remove("a:1");
        await peer.ClearEpochs();
    });

    [Fact]
    public Task A_node_that_stops_waits_for_no_locker_that_is_closed_and_used_again() => StopUnder(async (grains, at) =>
    {
        var (locker, registry) = (grains.GetGrain<ILockerGrain>($"locker{at}"), grains.GetGrain<IRegistryGrain>(IRegistryGrain.TheKey));
        var close = registry.Close($"locker{at}");
        await Task.WhenAll(
            close, locker.Put("k").AsTask(), grains.GetGrain<IPeerInstanceGrain>(IPeerInstanceGrain.KeyOf($"locker{at}", "p", "i")).Put("k").AsTask());
    });

    private static async Task StopUnder(Func<IGrainFactory, int, Task> work)
    {
        await using var nodes = await SomeNodes.Start(2);
        var grains = nodes.Grains;
        using var stop = new CancellationTokenSource();
        var done = 0;
        var workers = Enumerable.Range(0, Workers).Select(at => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await work(grains, at);
                    Interlocked.Increment(ref done);
                }
                catch (Exception error) when (CallFailures.IsForNow(error))
                {
                    await Task.Delay(10);
                }
            }
        })).ToList();
        await Eventually.Holds(() => Task.FromResult(Volatile.Read(ref done) > 3 * Workers), "work is done");

        var begun = Stopwatch.GetTimestamp();
        await nodes.StopOldest();

        // As long as a call that waits for one that waits for it.
        Assert.True(Stopwatch.GetElapsedTime(begun) < PendingOperations.MaxWait, $"The stop took {Stopwatch.GetElapsedTime(begun).TotalSeconds:F1} s.");
        var then = Volatile.Read(ref done);
        await Eventually.Holds(() => Task.FromResult(Volatile.Read(ref done) > then + Workers), "work goes on");
        await stop.CancelAsync();
        await Task.WhenAll(workers);
    }
}
