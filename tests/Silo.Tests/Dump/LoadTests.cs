using System.Text.Json.Nodes;
using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Dump;

public sealed class LoadTests(LockersNode node)
{
    [Fact]
    public async Task A_dump_has_every_section()
    {
        var dump = await node.Client.Json("/registry/dump");

        Assert.Equal(
            [
                "lockers", "peerFiles", "peerJobScripts", "peerJobs", "peerProbes", "peerTargets", "peerTrackingHeaders", "peerTrackingTimeBuckets",
                "peers",
            ],
            dump.Names().Order(StringComparer.Ordinal));
        Assert.All(dump["lockers"]!.AsObject(), locker => Assert.NotNull(locker.Value!["firstOpened"] ?? locker.Value["lastOpened"]));
        Assert.Equal((await node.Client.Json("/registry/lockers/all/dump")).ToJsonString(), WithoutOpened(dump["lockers"]!));
        Assert.Equal((await node.Client.Json("/registry/peers")).ToJsonString(), dump["peers"]!.ToJsonString());
    }

    [Fact]
    public async Task A_loaded_dump_replaces_all_lockers()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a,b", "first");
        await node.Client.StoreAt("p", "1.1.1.1:1", "a", "first");
        var dump = (await node.Client.Get("/registry/dump").Done()).Text;
        await node.Client.Store(label, "a,b", "second");
        await node.Client.Store(label, "more");
        await node.Client.StoreAt("p", "1.1.1.1:1", "more");
        var later = await node.Client.OpenFresh();

        Assert.Equal("Registry data loaded", await node.Client.Post("/registry/load", dump, "application/json").Line());

        Assert.Equal(
            WithoutOpened(JsonNode.Parse(dump, documentOptions: new() { MaxDepth = 2000 })!["lockers"]!), (await node.Client.Json("/registry/lockers/all/dump")).ToJsonString());
        Assert.Equal("first", await node.Client.Text("current", "a,b"));
        Assert.DoesNotContain(later, (await node.Client.Json("/registry/lockers/labels")).Strings());
    }

    [Fact]
    public async Task A_dump_replaces_only_the_sections_that_it_holds()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a", "kept");
        var peer = Pods.FreshPeer();
        await node.Client.AddPod(peer, "1.1.1.1:1");

        await node.Client.Post("/registry/load", """{"peerTrackingHeaders":"x-a|x-b","peerProbes":null}""").Done();
        await node.Client.Post("/registry/load", "{}").Done();

        Assert.Equal("kept", await node.Client.Text("current", "a"));
        Assert.NotNull(await node.Client.Peer(peer));
        Assert.Equal("x-a|x-b", (string?)(await node.Client.Json("/registry/dump"))["peerTrackingHeaders"]);
        Assert.Equal("x-a|x-b", (string?)(await node.Client.AddPod(peer, "1.1.1.1:1")).Json!["TrackingHeaders"]);
        await node.Client.Post("/registry/load", """{"peerTrackingHeaders":""}""").Done();
    }

    [Fact]
    public async Task Targets_that_were_loaded_are_handed_out_with_members_that_nobody_knows()
    {
        var peer = Pods.FreshPeer();
        var targets = $$$"""{"{{{peer}}}":{"t1":{"name":"t1","url":"http://x/<é>","odd":[1,{"a":null}]} } }""";

        await node.Client.Post("/registry/load", $$"""{"peerTargets":{{targets}}}""").Done();

        var startup = (await node.Client.AddPod(peer, "1.1.1.1:1")).Json!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(targets)![peer], startup["Targets"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(targets)![peer], (await node.Client.Json("/registry/peers/targets"))[peer]));
    }

    [Fact]
    public async Task A_target_as_deep_as_it_may_be_is_read_and_dumped_and_a_deeper_one_is_refused()
    {
        var peer = Pods.FreshPeer();
        await node.Client.Post("/registry/load", Targets(63)).Done();
        await node.Client.AddPod(peer, "1.1.1.1:1");

        await node.Client.Get("/registry/peers/targets").Done();
        await node.Client.Post("/registry/load", (await node.Client.Get("/registry/dump").Done()).Text).Done();
        await node.Client.Post("/registry/load", Targets(64)).Problem(400, $"peerTargets.{peer}.t");

        string Targets(int depth) =>
            $$$"""{"peerTargets":{"{{{peer}}}":{"t":{"name":"t","deep":{{{new string('[', depth)}}}{{{new string(']', depth)}}} } } } }""";
    }

    [Fact]
    public async Task A_loaded_locker_generations_on_as_any_other()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a,b", "loaded");
        await node.Client.StoreAt("p", "1.1.1.1:1", "a", "loaded");
        await node.Client.Post("/registry/load", (await node.Client.Get("/registry/dump").Done()).Text).Done();

        await node.Client.Store(label, "a,c", "new");
        await node.Client.StoreAt("p", "1.1.1.1:1", "b", "new");
        await node.Client.Post($"/registry/lockers/{label}/remove/a,b").Done();

        Assert.Equal("new", await node.Client.Text("current", "a,c"));
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{label}/get/a,b"));
        Assert.Equal(["a", "b"], (await node.Client.Json("/registry/peers/p/1.1.1.1:1/locker"))["locker"].Names());
        await node.Client.Post($"/registry/lockers/close/{label}").Done();
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{label}"));
    }

    // A dump says of its lockers when they were opened, a read does not.
    private static string WithoutOpened(JsonNode lockers)
    {
        foreach (var (_, locker) in lockers.AsObject())
        {
            locker!.AsObject().Remove("firstOpened");
            locker.AsObject().Remove("lastOpened");
        }

        return lockers.ToJsonString();
    }
}
