using Lockers.Grains.Cluster;
using Lockers.Grains.Interfaces;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

/// <summary>Which peers a registry finds again that was lost.</summary>
[Collection(nameof(SomeNodes))]
public sealed class HeldPeersTests
{
    [Fact]
    public async Task A_peer_is_held_by_what_is_known_of_it_and_not_by_what_a_load_has_put_aside()
    {
        await using var nodes = await SomeNodes.Start(1);
        var held = nodes.Cluster.Silos[0].ServiceProvider.GetRequiredService<HeldGrains>();
        var load = await nodes.Registry.NewLoad();
        var (staged, known) = (nodes.Grains.GetGrain<IPeerGrain>("staged"), nodes.Grains.GetGrain<IPeerGrain>("known"));

        await staged.Stage(load, new("staged", "ns", [], [], [], [], Known: true));
        await known.Add(new("known", "a:1", "pod", "ns", "node", "cluster"));
        Assert.Equal(["known"], held.List("P", "", "").Select(grain => grain.Key));

        await staged.Replace(load + 1, load, LoadSections.Peers);
        Assert.Equal(["known", "staged"], held.List("P", "", "").Select(grain => grain.Key));
    }
}
