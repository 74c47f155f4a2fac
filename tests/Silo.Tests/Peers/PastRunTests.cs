using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Peers;

/// <summary>Reading the peer lockers of a locker that is no longer current.</summary>
public sealed class PastRunTests(LockersNode node)
{
    [Theory]
    [InlineData("/registry")]
    [InlineData("")]
    public async Task Peer_lockers_of_a_past_run_are_read_by_its_label(string root)
    {
        var (peer, run) = (Pods.FreshPeer(), await node.Client.OpenFresh());
        await node.Client.Post($"/registry/peers/{peer}/10.0.0.1:81/locker/store/k", "instance's").Done();
        await node.Client.Post($"/registry/peers/{peer}/locker/store/k", "its own").Done();
        await node.Client.OpenFresh();

        var peers = await node.Client.Json($"{root}/lockers/{run}/peers");
        Assert.Equal("instance's", (string?)peers[peer]!["instanceLockers"]!["10.0.0.1:81"]!["locker"]!["k"]!["data"]);
        Assert.Equal("its own", (string?)peers[peer]!["locker"]!["locker"]!["k"]!["data"]);
        Assert.Equal(peers[peer]!.ToJsonString(), (await node.Client.Json($"{root}/lockers/{run}/peers/{peer}")).ToJsonString());
        Assert.Equal("instance's", (await node.Client.Get($"{root}/lockers/{run}/peers/{peer}/10.0.0.1:81/get/k").Done()).Text);
        Assert.Empty((await node.Client.Json("/registry/lockers/CURRENT/peers")).AsObject());
        await node.Client.Get($"{root}/lockers/{run}-unknown/peers").Problem(404);
    }
}
