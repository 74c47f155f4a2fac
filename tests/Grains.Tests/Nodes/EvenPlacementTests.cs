using Lockers.Grains.Interfaces;
using Lockers.Grains.Lockers;
using Lockers.Grains.Peers;

namespace Lockers.Grains.Tests.Nodes;

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
}
