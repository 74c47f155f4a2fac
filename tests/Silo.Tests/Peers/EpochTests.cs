using System.Globalization;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Peers;

public sealed class EpochTests(LockersNode node)
{
    private const string Address = "10.0.0.1:81";
    private readonly string _peer = Pods.FreshPeer();

    [Fact]
    public async Task A_pod_that_registers_again_begins_an_epoch_with_an_empty_locker()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.AddPod(_peer, Address);
        await node.Client.StoreAt(_peer, Address, "client,t1", "old");
        await node.Client.StoreAt(_peer, "10.0.0.2:81", "a", "of another instance");
        await node.Client.Post($"/registry/peers/{_peer}/locker/store/a", "of the peer").Done();

        await node.Client.AddPod(_peer, Address, "pod2");
        await node.Client.AddPod(_peer, Address, "pod3");

        var peer = (await node.Client.Peer(_peer))!;
        var pod = peer["pods"]![Address]!;
        Assert.Equal(2, (int)pod["currentEpoch"]!["epoch"]!);
        Assert.Equal("pod3", (string?)pod["currentEpoch"]!["name"]);
        Assert.Equal([0, 1], pod["pastEpochs"].Epochs());
        Assert.Equal([0, 1, 2], peer["podEpochs"]![Address].Epochs());
        var locker = (await node.Client.Json($"/registry/lockers/{label}?data=y")).ToJsonString();
        Assert.DoesNotContain("old", locker, StringComparison.Ordinal);
        Assert.Contains("of another instance", locker, StringComparison.Ordinal);
        Assert.Contains("of the peer", locker, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Registering_again_resets_only_the_current_locker()
    {
        var first = await node.Client.OpenFresh();
        await node.Client.AddPod(_peer, Address);
        await node.Client.StoreAt(_peer, Address, "a", "kept");
        await node.Client.OpenFresh();

        await node.Client.AddPod(_peer, Address);

        Assert.Contains("kept", (await node.Client.Json($"/registry/lockers/{first}?data=y")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reminder_moves_only_the_last_contact()
    {
        await node.Client.AddPod(_peer, Address);
        var before = (await node.Client.Peer(_peer))!["pods"]![Address]!["currentEpoch"]!;
        await node.Client.Post($"/registry/peers/{_peer}/remember", Pods.Body(_peer, Address)).Done();

        var after = (await node.Client.Peer(_peer))!["pods"]![Address]!["currentEpoch"]!;

        Assert.Equal((string?)before["firstContact"], (string?)after["firstContact"]);
        Assert.True(Time((string)before["lastContact"]!) < Time((string)after["lastContact"]!));
        Assert.Equal((string?)after["lastContact"], (string?)(await node.Client.Peer(_peer))!["podEpochs"]![Address]![0]!["lastContact"]);
    }

    [Fact]
    public async Task Clearing_epochs_drops_those_of_absent_pods_and_peers_without_any()
    {
        var gone = Pods.FreshPeer();
        var label = await node.Client.OpenFresh();
        await node.Client.AddPod(_peer, Address);
        await node.Client.AddPod(_peer, "10.0.0.2:81");
        await node.Client.AddPod(gone, "10.0.0.3:81");
        await node.Client.StoreAt(gone, "10.0.0.3:81", "a");
        await node.Client.StoreAt(_peer, Address, "a");
        await node.Client.Post($"/registry/peers/{_peer}/remove/10.0.0.2:81").Done();
        await node.Client.Post($"/registry/peers/{gone}/remove/10.0.0.3:81").Done();

        Assert.Equal("Peers epochs cleared", await node.Client.Post("/registry/peers/clear/epochs").Line());

        Assert.Null(await node.Client.Peer(gone));
        Assert.Equal([Address], (await node.Client.Peer(_peer))!["podEpochs"].Names());
        Assert.Equal([_peer], (await node.Client.Json($"/registry/lockers/{label}"))["peerLockers"].Names());
    }

    private static DateTimeOffset Time(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
