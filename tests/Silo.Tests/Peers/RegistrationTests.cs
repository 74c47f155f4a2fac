using System.Text.Json.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Peers;

public sealed class RegistrationTests(LockersNode node)
{
    private readonly string _peer = Pods.FreshPeer();

    [Fact]
    public async Task A_pod_that_registers_is_known_with_everything_it_said()
    {
        var startup = (await node.Client.AddPod(_peer, "10.0.0.1:81")).Json!;

        Assert.Equal(
            ["Files", "JobScripts", "Jobs", "Message", "Probes", "Targets", "TrackingHeaders", "TrackingTimeBuckets"],
            startup.Names().Order(StringComparer.Ordinal));
        Assert.Equal("{}", startup["Targets"]!.ToJsonString());
        var peer = (await node.Client.Peer(_peer))!;
        Assert.Equal(["name", "namespace", "pods", "podEpochs"], peer.Names());
        Assert.Equal("ns", (string?)peer["namespace"]);
        var pod = peer["pods"]!["10.0.0.1:81"]!;
        Assert.Equal(
            ["name", "address", "node", "cluster", "healthy", "currentEpoch", "pastEpochs", "url", "offline"], pod.Names());
        Assert.Equal("pod1 10.0.0.1:81 n1 c1 http://10.0.0.1:81",
            $"{pod["name"]} {pod["address"]} {pod["node"]} {pod["cluster"]} {pod["url"]}");
        Assert.True((bool)pod["healthy"]!);
        Assert.False((bool)pod["offline"]!);
        Assert.Equal(0, (int)pod["currentEpoch"]!["epoch"]!);
        Assert.Null(pod["pastEpochs"]);
    }

    [Theory]
    [InlineData("""{"NAME":"?","Address":"1.1.1.1:1"}""")]
    [InlineData("""{"name":"?","address":"1.1.1.1:1","more":{"nested":[1]},"uptime":1.5}""")]
    [InlineData("""  {"Name":"?","ADDRESS":"1.1.1.1:1","pod":null}  """)]
    public async Task Names_count_in_any_case_and_unknown_fields_are_ignored(string body)
    {
        await node.Client.Post("/registry/peers/add", body.Replace("?", _peer, StringComparison.Ordinal), null).Done();

        Assert.Equal(["1.1.1.1:1"], (await node.Client.Peer(_peer))!["pods"].Names());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"address":"1.1.1.1:1"}""")]
    [InlineData("""{"name":"","address":"1.1.1.1:1"}""")]
    [InlineData("""{"name":"x","address":""}""")]
    [InlineData("""{"name":5,"address":"1.1.1.1:1"}""")]
    [InlineData("""{"name":"x","address":"1.1.1.1:1""")]
    public async Task A_bad_registration_is_refused_and_changes_nothing(string body)
    {
        var label = await node.Client.OpenFresh();
        await node.Client.StoreAt(_peer, "1.1.1.1:1", "a", "kept");
        var before = (await node.Client.Json("/registry/peers")).ToJsonString();

        await node.Client.Post("/registry/peers/add", body, "application/json").Problem(400);
        await node.Client.Post($"/registry/peers/{_peer}/remember", body, "application/json").Problem(400);

        Assert.Equal(before, (await node.Client.Json("/registry/peers")).ToJsonString());
        Assert.Contains("kept", (await node.Client.Json($"/registry/lockers/{label}?data=y")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reminder_answers_its_peer_and_resets_nothing()
    {
        await node.Client.OpenFresh();
        await node.Client.AddPod(_peer, "10.0.0.1:81");
        await node.Client.StoreAt(_peer, "10.0.0.1:81", "a", "kept");

        var answer = await node.Client.Post($"/registry/peers/{_peer}/remember", Pods.Body(_peer, "10.0.0.1:81"), "application/json")
            .Done();

        Assert.Null(answer.Json!["Targets"]);
        Assert.Null(answer.Json["Jobs"]);
        Assert.Equal(
            $"Remembered Peer: {{Name:{_peer} Address:10.0.0.1:81 Pod:pod1 Namespace:ns Node:n1 Cluster:c1}}",
            (string?)answer.Json["Message"]);
        Assert.Equal(0, (int)(await node.Client.Peer(_peer))!["pods"]!["10.0.0.1:81"]!["currentEpoch"]!["epoch"]!);
        Assert.Equal("kept", (await node.Client.Get($"/registry/peers/{_peer}/10.0.0.1:81/locker/get/a").Done()).Text);
    }

    [Fact]
    public async Task A_reminder_of_an_unknown_pod_adds_it_by_the_name_in_its_body()
    {
        await node.Client.Post("/registry/peers/somebody/remember", Pods.Body(_peer, "10.0.0.9:81"), "application/json").Done();

        Assert.Equal(["10.0.0.9:81"], (await node.Client.Peer(_peer))!["pods"].Names());
        Assert.Null(await node.Client.Peer("somebody"));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task A_pod_that_is_removed_keeps_its_epochs_and_its_data(string method)
    {
        var label = await node.Client.OpenFresh();
        await node.Client.AddPod(_peer, "10.0.0.1:81");
        await node.Client.AddPod(_peer, "10.0.0.2:81");
        await node.Client.StoreAt(_peer, "10.0.0.1:81", "a", "kept");

        var line = await node.Client.Send(method, $"/registry/peers/{_peer}/remove/10.0.0.1:81", [], "plain/text").Line();

        Assert.Equal($"Peer Removed: {_peer}", line);
        var peer = (await node.Client.Peer(_peer))!;
        Assert.Equal(["10.0.0.2:81"], peer["pods"].Names());
        Assert.Equal([0], peer["podEpochs"]!["10.0.0.1:81"].Epochs());
        var instances = (await node.Client.Json($"/registry/lockers/{label}?data=y"))["peerLockers"]![_peer]!["instanceLockers"]!;
        Assert.False((bool)instances["10.0.0.1:81"]!["active"]!);
        Assert.Equal("kept", (string?)instances["10.0.0.1:81"]!["locker"]!["a"]!["data"]);
    }

    [Fact]
    public async Task An_unknown_peer_cannot_be_removed()
    {
        await node.Client.Post($"/registry/peers/{_peer}/remove/1.1.1.1:1").Problem(406, $"Peer not found: {_peer}");

        Assert.Null(await node.Client.Peer(_peer));
    }

    [Theory]
    [InlineData("lockers")]
    [InlineData("targets")]
    [InlineData("health")]
    public async Task A_peer_may_bear_the_name_of_a_route(string name)
    {
        await node.Client.OpenFresh();
        await node.Client.AddPod(name, "10.0.0.1:81");
        await node.Client.StoreAt(name, "10.0.0.1:81", "a", "kept");
        await node.Client.Post($"/registry/peers/{name}/remember", Pods.Body(name, "10.0.0.1:81")).Done();

        Assert.Equal("kept", (await node.Client.Get($"/registry/peers/{name}/10.0.0.1:81/locker/get/a").Done()).Text);
        Assert.Equal("10.0.0.1:81", (string?)(await node.Client.Peer(name) as JsonObject)!["pods"].Names().Single());
        Assert.Equal($"Peer Removed: {name}", await node.Client.Post($"/registry/peers/{name}/remove/10.0.0.1:81").Line());
    }
}
