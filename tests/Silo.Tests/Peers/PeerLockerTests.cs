using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Peers;

public sealed class PeerLockerTests(LockersNode node)
{
    private readonly string _peer = Pods.FreshPeer();

    public static TheoryData<string> Forms => ["10.0.0.1:81/locker", "locker"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task What_a_peer_stores_comes_back_and_is_removed(string tree)
    {
        await node.Client.OpenFresh();
        var uri = $"/registry/peers/{_peer}/{tree}";

        Assert.Equal($"Peer {_peer} data stored for path [client t1]", await node.Client.Post($"{uri}/store/client,t1", "one").Line());
        await node.Client.Post($"{uri}/store/client", "above").Done();

        Assert.Equal("one", (await node.Client.Get($"{uri}/get/client,t1").Done()).Text);
        Assert.Equal("above", (await node.Client.Get($"{uri}/get/client").Done()).Text);
        Assert.Equal($"Peer {_peer} data removed for path [client t1]", await node.Client.Post($"{uri}/remove/client,t1").Line());
        await node.Client.Get($"{uri}/get/client,t1").Problem(404);
        Assert.Equal("above", (await node.Client.Get($"{uri}/get/client").Done()).Text);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_peer_s_tree_is_got_as_a_locker_s(string tree)
    {
        await node.Client.OpenFresh();
        var uri = $"/registry/peers/{_peer}/{tree}";
        await node.Client.Post($"{uri}/store/a,b,c,d", "deep").Done();

        Assert.Equal("deep", (string?)(await node.Client.Json($"{uri}/get/a,b"))["a,b"]!["subKeys"]!["c"]!["subKeys"]!["d"]!["data"]);
        Assert.Contains("...", (await node.Client.Json($"{uri}/get/a?level=1")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("deep", (string?)(await node.Client.Json($"{uri}/get/a,b,c,d?tree=y"))["a,b,c,d"]!["data"]);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_lock_is_accepted_and_does_nothing(string tree)
    {
        await node.Client.OpenFresh();
        await node.Client.Post($"/registry/peers/{_peer}/{tree}/store/client,t1", "kept").Done();

        Assert.Empty((await node.Client.Post($"/registry/peers/{_peer}/{tree}/lock/client_1", "", "application/json").Done()).Body);

        Assert.Equal("kept", (await node.Client.Get($"/registry/peers/{_peer}/{tree}/get/client,t1").Done()).Text);
    }

    [Theory]
    [InlineData("client,", "[client ]")]
    [InlineData("client,invocations,1", "[client invocations 1]")]
    [InlineData("client,a%2Fb", "[client a/b]")]
    public async Task Peers_store_under_paths_like_these(string path, string shown)
    {
        await node.Client.OpenFresh();

        Assert.Equal($"Peer {_peer} data stored for path {shown}", (await node.Client.StoreAt(_peer, "10.0.0.1:81", path, "x"))
            .Text.TrimEnd('\n'));

        Assert.Equal("x", (await node.Client.Get($"/registry/peers/{_peer}/10.0.0.1:81/locker/get/{path}").Done()).Text);
    }

    [Fact]
    public async Task The_locker_of_a_peer_and_of_an_instance_have_their_shapes()
    {
        await node.Client.OpenFresh();
        await node.Client.StoreAt(_peer, "10.0.0.1:81", "a", "instance");
        await node.Client.Post($"/registry/peers/{_peer}/locker/store/b", "peer").Done();

        var peer = await node.Client.Json($"/registry/peers/{_peer}/locker");
        var instance = await node.Client.Json($"/registry/peers/{_peer}/10.0.0.1:81/locker");

        Assert.Equal(["instanceLockers", "locker"], peer.Names());
        Assert.Equal("peer", (string?)peer["locker"]!["locker"]!["b"]!["data"]);
        Assert.Equal(["locker", "active"], instance.Names());
        Assert.Equal("instance", (string?)instance["locker"]!["a"]!["data"]);
        Assert.Equal(instance.ToJsonString(), peer["instanceLockers"]!["10.0.0.1:81"]!.ToJsonString());
        var current = await node.Client.Json("/registry/peers/lockers");
        Assert.Equal(peer.ToJsonString(), current["peerLockers"]![_peer]!.ToJsonString());
    }

    [Fact]
    public async Task An_unknown_peer_or_instance_is_not_found_and_does_not_come_to_be()
    {
        var label = await node.Client.OpenFresh();

        await node.Client.Get($"/registry/peers/{_peer}/locker").Problem(404);
        await node.Client.Get($"/registry/peers/{_peer}/10.0.0.1:81/locker").Problem(404);
        await node.Client.Get($"/registry/peers/{_peer}/10.0.0.1:81/locker/get/a").Problem(404);
        await node.Client.Get($"/registry/peers/{_peer}/locker/get/a").Problem(404);

        Assert.Empty((await node.Client.Json($"/registry/lockers/{label}"))["peerLockers"].Names());
    }

    [Fact]
    public async Task Peers_of_a_past_run_are_read_under_its_label()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.StoreAt(_peer, "10.0.0.1:81", "a", "instance");
        await node.Client.Post($"/registry/peers/{_peer}/locker/store/a", "peer").Done();
        await node.Client.OpenFresh();

        Assert.Equal("instance", (await node.Client.Get($"/registry/lockers/{label}/peers/{_peer}/10.0.0.1:81/get/a").Done()).Text);
        Assert.Equal("peer", (await node.Client.Get($"/registry/lockers/{label}/peers/{_peer}/get/a").Done()).Text);
        await node.Client.Get($"/registry/peers/{_peer}/locker").Problem(404);
    }

    [Theory]
    [InlineData("pod.ns@10.0.0.1:81(node@cluster)")]
    [InlineData("[::1]:81")]
    [InlineData("a(b)c@d:e[f]")]
    public async Task Peers_do_not_escape_their_addresses(string address)
    {
        await node.Client.OpenFresh();

        var stored = await RawConnection.Exchange(
            node.Address, "POST", $"/registry/peers/{_peer}/{address}/locker/store/client,t[1]@(x):y", "raw",
            "Content-Type: application/json");

        Assert.Equal($"Peer {_peer} data stored for path [client t[1]@(x):y]\n", stored.Text);
        var read = await RawConnection.Exchange(node.Address, "GET", $"/registry/peers/{_peer}/{address}/locker/get/client,t[1]@(x):y");
        Assert.Equal("raw", read.Text);
        Assert.Equal([address], (await node.Client.Json($"/registry/peers/{_peer}/locker"))["instanceLockers"].Names());
    }
}
