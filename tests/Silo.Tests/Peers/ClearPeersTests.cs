using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Peers;

public sealed class ClearPeersTests(LockersNode node)
{
    private const string Address = "10.0.0.1:81";
    private readonly string _peer = Pods.FreshPeer();

    [Fact]
    public async Task Clearing_peers_drops_them_with_all_lockers_and_keeps_what_is_tracked()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a");
        await node.Client.AddPod(_peer, Address);
        await node.Client.StoreAt(_peer, Address, "a");
        var dump = $$"""{"peerTrackingHeaders":"x-a|x-b","peerTargets":{"{{_peer}}":{"t":{"name":"t"} } } }""";
        await node.Client.Post("/registry/load", dump, "application/json").Done();

        Assert.Equal("Peers cleared", await node.Client.Post("/registry/peers/clear").Words());

        Assert.Equal("{}", (await node.Client.Json("/registry/peers")).ToJsonString());
        Assert.Equal("{}", (await node.Client.Json("/registry/peers/targets")).ToJsonString());
        Assert.Equal(["default"], (await node.Client.Json("/registry/lockers/labels")).Strings());
        Assert.Equal("x-a|x-b", (string?)await node.Client.Json("/registry/peers/track/headers"));
        await node.Client.Post("/registry/load", """{"peerTrackingHeaders":""}""").Done();
    }

    [Theory]
    [InlineData("/registry/peers/lockers/clear")]
    [InlineData("/registry/peers/{0}/locker/clear")]
    [InlineData("/registry/peers/{0}/{1}/locker/clear")]
    public async Task Clearing_peers_lockers_empties_the_instance_in_the_current_locker_only(string form)
    {
        var past = await node.Client.OpenFresh();
        await node.Client.AddPod(_peer, Address);
        await node.Client.StoreAt(_peer, Address, "a", "in the past");
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a", "of no peer");
        await node.Client.StoreAt(_peer, Address, "a", "to go");

        var answer = await node.Client.Post(string.Format(null, form, _peer, Address)).Done();

        Assert.Equal([Address], answer.Json![_peer].Names());
        var locker = (await node.Client.Json($"/registry/lockers/{label}?data=y")).ToJsonString();
        Assert.DoesNotContain("to go", locker, StringComparison.Ordinal);
        Assert.Contains("of no peer", locker, StringComparison.Ordinal);
        Assert.Contains("in the past", (await node.Client.Json($"/registry/lockers/{past}?data=y")).ToJsonString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clearing_one_instance_leaves_the_others()
    {
        await node.Client.OpenFresh();
        await node.Client.AddPod(_peer, Address);
        await node.Client.StoreAt(_peer, Address, "a", "to go");
        await node.Client.StoreAt(_peer, "10.0.0.2:81", "a", "kept");

        await node.Client.Post($"/registry/peers/{_peer}/{Address}/locker/clear").Done();

        var locker = (await node.Client.Json($"/registry/peers/{_peer}/locker")).ToJsonString();
        Assert.DoesNotContain("to go", locker, StringComparison.Ordinal);
        Assert.Contains("kept", locker, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_copy_of_the_peers_is_what_peers_answers()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.AddPod(_peer, Address);

        Assert.Equal($"Peers info stored in labeled locker {label} under path 'peers'",
            await node.Client.Post("/registry/peers/copyToLocker").Line());

        Assert.Equal((await node.Client.Json("/registry/peers")).ToJsonString(),
            (await node.Client.Get($"/registry/lockers/{label}/get/peers").Done()).Json!.ToJsonString());
    }

    [Theory]
    [InlineData("targets")]
    [InlineData("jobs")]
    public async Task What_a_peer_was_given_is_shown_by_peer(string what)
    {
        await node.Client.AddPod(_peer, Address);

        Assert.Equal("{}", (await node.Client.Json($"/registry/peers/{what}"))[_peer]!.ToJsonString());
    }
}
