using System.Collections.Concurrent;
using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

/// <summary>Nodes that stop, with everything in memory only.</summary>
[Collection(nameof(SomeNodes))]
public sealed class HandoverTests
{
    [Fact]
    public async Task Nothing_is_lost_when_the_nodes_are_replaced_one_after_the_other()
    {
        await using var nodes = await SomeNodes.Start(3);
        var contents = new Contents();
        await contents.Fill(nodes.Grains);
        await contents.Check(nodes.Grains);

        for (var turn = 0; turn < 3; turn++)
        {
            await nodes.StopOldest();
            await contents.Check(nodes.Grains);
            await nodes.Cluster.StartAdditionalSiloAsync();
            await contents.Check(nodes.Grains);
        }
    }

    [Fact]
    public async Task The_last_node_has_everything_that_the_others_had()
    {
        await using var nodes = await SomeNodes.Start(3);
        var contents = new Contents();
        await contents.Fill(nodes.Grains);

        await nodes.StopOldest();
        await nodes.StopOldest();

        await contents.Check(nodes.Grains);
    }

    [Fact]
    public async Task What_is_acknowledged_while_a_node_stops_is_there_afterwards()
    {
        await using var nodes = await SomeNodes.Start(3);
        var grains = nodes.Grains;
        var stored = new ConcurrentQueue<(ILockerGrain Locker, string Key)>();
        using var stop = new CancellationTokenSource();
        var stores = Enumerable.Range(0, 20).Select(at => StoreOn(grains.GetGrain<ILockerGrain>($"busy{at}"), stored, stop.Token)).ToList();
        await Eventually.Holds(() => Task.FromResult(stored.Count > 1000), "stores go on");

        await nodes.StopOldest();
        var then = stored.Count;
        await Eventually.Holds(() => Task.FromResult(stored.Count > then + 1000), "stores go on after a node has stopped");
        await stop.CancelAsync();
        await Task.WhenAll(stores);

        foreach (var (locker, key) in stored) Assert.Equal(Outcome.Done, await locker.Has(key));
    }

    // An activation that is not answered in time asks again: no later one could.
    [Fact]
    public async Task A_chunk_can_be_asked_for_again_until_the_next_one_is()
    {
        await using var nodes = await SomeNodes.Start(1);
        var node = nodes.Grains.GetGrain<INodeGrain>(nodes.Cluster.Silos[0].SiloAddress.ToParsableString());
        var handover = Guid.NewGuid();
        for (var number = 0; number < 3; number++) await node.Keep(handover, number, [(byte)number], "L", new("x", 5));

        for (var again = 0; again < 2; again++) Assert.Equal([0], (await node.Give(handover, 0))!.Bytes);
        for (var again = 0; again < 2; again++) Assert.Equal([1], (await node.Give(handover, 1))!.Bytes);
        Assert.Null(await node.Give(handover, 0));
        await node.Forget(handover);
        Assert.Null(await node.Give(handover, 2));
    }

    // Between the node that a grain leaves and its next activation, only the node that received its state knows of it.
    [Fact]
    public async Task A_grain_that_is_on_its_way_is_listed_by_the_node_that_received_its_state()
    {
        await using var nodes = await SomeNodes.Start(1);
        var silo = nodes.Cluster.Silos[0];
        var held = silo.ServiceProvider.GetRequiredService<HeldGrains>();
        var node = nodes.Grains.GetGrain<INodeGrain>(silo.SiloAddress.ToParsableString());
        var (here, elsewhere) = (Guid.NewGuid(), Guid.NewGuid());
        await node.Keep(here, 0, [1], "L", new("here", 5));
        await node.Keep(elsewhere, 0, [1], "L", new("there", 6));
        Assert.Equal([new("here", 5), new("there", 6)], held.List("L", "", ""));

        held.Enter("L", "here", () => 5);
        await node.Forget(here);
        await node.Forget(elsewhere);

        Assert.Equal([new("here", 5), new("there", 6, HasLeft: true)], held.List("L", "", ""));
    }

    private static async Task StoreOn(ILockerGrain locker, ConcurrentQueue<(ILockerGrain Locker, string Key)> stored, CancellationToken stop)
    {
        for (var at = 0; !stop.IsCancellationRequested; at++)
        {
            try
            {
                if (await locker.Put($"k{at}") == Outcome.Done) stored.Enqueue((locker, $"k{at}"));
            }
            catch (Exception error) when (error is OrleansException or TimeoutException or StorageUnavailableException)
            {
                // It was not acknowledged.
            }
        }
    }
}
