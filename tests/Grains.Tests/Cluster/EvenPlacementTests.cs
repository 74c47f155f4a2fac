using System.Net;
using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Lockers;
using Lockers.Grains.Peers;
using Lockers.Tests.Shared;
using Orleans.Runtime.Placement;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

[Collection(nameof(SomeNodes))]
public sealed class EvenPlacementTests
{
    [Fact]
    public async Task Lockers_and_instances_are_spread_evenly_whichever_node_they_are_asked_of()
    {
        await using var nodes = await SomeNodes.Start(3);

        await Parallel.ForAsync(0, 300, TestContext.Current.CancellationToken, async (at, _) =>
        {
            var grains = at % 2 == 0 ? nodes.Grains : nodes.Cluster.Client;
            Assert.Equal(Outcome.Done, await grains.GetGrain<IPeerInstanceGrain>(IPeerInstanceGrain.KeyOf($"even{at}", "p", "a")).Put("A"));
        });

        foreach (var kind in (string[])[nameof(LockerGrain), nameof(PeerInstanceGrain)])
        {
            var spread = await nodes.Spread(kind);
            Assert.Equal((3, 300), (spread.Count, spread.Sum()));
            Assert.All(spread, count => Assert.InRange(count, 80, 120));
        }
    }

    // By chance, they would be spread about as evenly in the long run, and by tens off in any one.
    [Fact]
    public async Task Nodes_take_turns()
    {
        SiloAddress[] nodes = [.. Enumerable.Range(1, 3).Select(port => SiloAddress.New(IPAddress.Loopback, port, 1))];
        var placement = new EvenPlacementDirector();
        var context = Stub.Of<IPlacementContext>((method, _) => method.Name == nameof(IPlacementContext.GetCompatibleSilos) ? nodes.ToArray() : null);

        var placed = new List<SiloAddress>();
        for (var grain = 0; grain < 300; grain++)
        {
            var target = new PlacementTarget(GrainId.Create("locker", $"X{grain}"), [], default, 0);
            placed.Add(await placement.OnAddActivation(new EvenPlacement(), target, context));
        }

        Assert.All(placed.Chunk(3), turn => Assert.Equal(3, turn.Distinct().Count()));
    }
}
