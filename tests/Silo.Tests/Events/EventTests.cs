using System.Text.Json.Nodes;
using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Events;

public sealed class EventTests(LockersNode node)
{
    private const string Host = "pod1.ns@1.1.1.1:1(n@c)";

    private readonly string _peer = Pods.FreshPeer();

    private NodeClient Client => node.Client;

    // Behind the peer in order.
    private string Other => $"{_peer}-other";

    [Fact]
    public async Task An_event_is_kept_in_the_current_locker_and_shown_without_its_data()
    {
        var label = await Started();

        Assert.Equal($"Peer [{_peer}] event [1] stored", await Post(_peer, Event("Target Added", "t1", "{\"name\":\"t1\"}", 1)).Line());

        var shown = (await Client.Json($"/registry/peers/{_peer}/events")).ToJsonString();
        Assert.Equal(
            $$"""{"{{_peer}}":[{"title":"Target Added","summary":"t1","data":"...","at":"2026-11-27T00:00:01.000000001Z","peer":"x","peerHost":"y"}]}""", shown);
        Assert.Equal(
            "{\"name\":\"t1\"}", (await Client.Json($"/registry/lockers/{label}/peers/{_peer}/events?data=y"))[_peer]![0]!["data"]!.ToJsonString());
        Assert.Equal("{}", (await Client.Json($"/registry/lockers/{label}/peers/nobody/events")).ToJsonString());
    }

    [Fact]
    public async Task An_event_of_a_peer_that_never_registered_is_refused()
    {
        await Client.OpenFresh();
        var answer = await Post(_peer, Event("t"));

        Assert.Equal((400, "No Peer"), (answer.Status, (string)answer.Json!["title"]!));
        await Client.AddPod(_peer, "1.1.1.1:1");
        await Client.Post($"/registry/peers/{_peer}/remove/1.1.1.1:1").Done();
        await Post(_peer, Event("t")).Done();
    }

    [Theory]
    [InlineData("pod.ns@1.1.1.1:1(node@cluster)")]
    [InlineData("pod.ns%401.1.1.1%3A1%28node%40cluster%29")]
    [InlineData("peer1")]
    [InlineData("[127.0.0.1:8101].[test@c]")]
    [InlineData("pod.ns[1.1.1.1](node[0.0.0.0]@c)")]
    [InlineData("[peer1:8101][pod@ns@c]")]
    [InlineData("locker")]
    [InlineData("events")]
    public async Task Any_host_is_taken(string host)
    {
        await Started();

        await Client.Post($"/registry/peers/{_peer}/{host}/events/store", "{\"title\":\"t\"}", "application/json").Done();

        Assert.Equal(Uri.UnescapeDataString(host), (string)(await Client.Json($"/registry/peers/{_peer}/events"))[_peer]![0]!["peerHost"]!);
    }

    [Fact]
    public async Task An_odd_name_of_a_peer_works()
    {
        await Client.OpenFresh();
        const string Name = "p [x]@(y):1,ä";
        await Client.AddPod(Name, "1.1.1.1:1");
        var encoded = Uri.EscapeDataString(Name);

        await Client.Post($"/registry/peers/{encoded}/h/events/store", "{\"title\":\"t\"}").Done();

        Assert.Equal([Name], (await Client.Json($"/registry/peers/{encoded}/events")).Names());
        Assert.Equal([Name], (await Client.Json($"/registry/peers/{encoded},{_peer}/events")).Names());
    }

    [Fact]
    public async Task What_is_not_JSON_is_never_refused()
    {
        await Started();
        const string Printed = "&{Title:Target Invoked Summary:t1 Data:0xc0 At:2026-11-27 00:00:09.5 +0000 UTC m=+1.6 Peer:peer1 PeerHost:h}";
        await Post(_peer, Printed).Done();
        await Post(_peer, "anything").Done();

        var events = (await Client.Json($"/registry/peers/{_peer}/events?data=y"))[_peer]!.AsArray();

        Assert.Equal(["Target Invoked", ""], events.Select(happened => (string)happened!["title"]!));
        Assert.Equal([Printed, "anything"], events.Select(happened => (string)happened!["data"]!));
    }

    [Fact]
    public async Task Timelines_are_by_time_of_each_peer_or_of_all()
    {
        var label = await Started();
        await Client.AddPod(Other, "1.1.1.2:1");
        foreach (var second in (int[])[3, 1, 5]) await Post(_peer, Event($"a{second}", second: second)).Done();
        foreach (var second in (int[])[4, 2]) await Post(Other, Event($"b{second}", second: second)).Done();
        var both = $"/registry/peers/{_peer},{Other}/events";

        Assert.Equal(["a1 a3 a5", "b2 b4"], (await Client.Json(both)).AsObject().Select(peer => Titles(peer.Value)));
        Assert.Equal(["a5 a3 a1", "b4 b2"], (await Client.Json($"{both}?reverse=y")).AsObject().Select(peer => Titles(peer.Value)));
        Assert.Equal("a1 b2 a3 b4 a5", Titles((await Client.Json($"{both}?unified=y"))["all"]));
        Assert.Equal("a5 b4", Titles((await Client.Json($"/registry/lockers/{label}/peers/{_peer},{Other}/events?unified=y&reverse=y&limit=2"))["all"]));
        Assert.Equal(["a1", "b2"], (await Client.Json($"{both}?limit=1")).AsObject().Select(peer => Titles(peer.Value)));
        Assert.Equal(["all"], (await Client.Json("/registry/peers/events?unified=y")).Names());
        Assert.Superset(new HashSet<string> { _peer, Other }, (await Client.Json($"/registry/lockers/{label}/peers/events")).Names().ToHashSet());
    }

    [Theory]
    [InlineData("first", "First second")]
    [InlineData("%5B", "First")]
    [InlineData("[/echo]", "First")]
    [InlineData("(.*)+", "second")]
    [InlineData("A%26B", "second")]
    [InlineData("NOTHING", "")]
    public async Task A_search_is_literal_and_in_any_case(string text, string titles)
    {
        var label = await Started();
        await Post(_peer, Event("First", data: "\"URI [/echo] a\"", second: 1)).Done();
        await Post(_peer, Event("second", "FIRST", "{\"x\":\"(.*)+ a\\u0026b\"}", 2)).Done();

        foreach (var events in (string[])[$"/registry/peers/{_peer}", $"/registry/lockers/{label}/peers/{_peer}"])
            Assert.Equal(titles, Titles((await Client.Json($"{events}/events/search/{text}"))[_peer]));
        Assert.Equal(titles, Titles((await Client.Json($"/registry/peers/events/search/{text}"))[_peer]));
    }

    [Fact]
    public async Task A_search_for_nothing_or_of_too_much_is_refused_and_an_unknown_locker_is_not_found()
    {
        await Client.Get("/registry/peers/events/search/").Problem(400, "1 to 1024");
        await Client.Get($"/registry/peers/events/search/{new string('x', 1025)}").Problem(400, "1025");
        await Client.Get("/registry/lockers/nolabel/peers/events").Problem(404, "nolabel");
        await Client.Get("/registry/lockers/nolabel/peers/p/events/search/x").Problem(404, "nolabel");
        await Client.Get("/registry/peers/events?limit=0").Problem(400, "limit");
    }

    [Fact]
    public async Task These_routes_come_before_a_peer_of_that_name()
    {
        var label = await Client.OpenFresh();
        await Client.AddPod("events", "1.1.1.1:1");
        await Client.StoreAt("events", "1.1.1.1:1", "A");
        await Post("events", Event("t", second: 1)).Done();

        Assert.Equal("t", Titles((await Client.Json($"/registry/lockers/{label}/peers/events"))["events"]));
        Assert.Equal("t", Titles((await Client.Json($"/registry/lockers/{label}/peers/events/events"))["events"]));
        Assert.Equal(["locker", "active"], (await Client.Json($"/registry/lockers/{label}/peers/events/1.1.1.1:1")).Names());
    }

    [Fact]
    public async Task They_go_with_the_locker_and_those_of_a_past_run_stay()
    {
        var past = await Started();
        await Post(_peer, Event("past")).Done();
        var label = await Client.OpenFresh();
        await Post(_peer, Event("present")).Done();

        Assert.Equal("past", Titles((await Client.Json($"/registry/lockers/{past}/peers/{_peer}/events"))[_peer]));
        Assert.Equal("present", Titles((await Client.Json($"/registry/peers/{_peer}/events"))[_peer]));
        await Client.Post($"/registry/lockers/{label}/clear").Done();
        Assert.Equal("{}", (await Client.Json($"/registry/peers/{_peer}/events")).ToJsonString());
        await Client.Post($"/registry/lockers/{past}/close").Done();
        await Client.Get($"/registry/lockers/{past}/peers/{_peer}/events").Problem(404, past);
    }

    [Fact]
    public async Task A_dump_holds_them_and_a_load_brings_them_back()
    {
        var label = await Started();
        await Post(_peer, Event("b", data: "{\"x\":[1,2.50,\"\\u0026\"]}", second: 2)).Done();
        await Post(_peer, "&{Title:a Data:x At:2026-11-27 00:00:01 +0000 UTC}").Done();
        await Post(_peer, "no JSON \u0001").Done();
        var dump = await Client.Get($"/registry/lockers/{label}/dump").Done();
        var kept = (await Client.Json($"/registry/lockers/{label}/peers/{_peer}/events?data=y")).ToJsonString();
        Assert.Equal(kept, dump.Json!["events"]!.ToJsonString());

        var copy = Calls.FreshLabel();
        var line = await Client.Post($"/registry/lockers/{copy}/load", dump.Text, "application/json").Line();

        Assert.Equal($"Locker {copy} is loaded (0 keys, 1 peer)", line);
        Assert.Equal(kept, (await Client.Json($"/registry/lockers/{copy}/peers/{_peer}/events?data=y")).ToJsonString());
        Assert.Equal(kept, (await Client.Json($"/registry/lockers/{copy}/dump"))["events"]!.ToJsonString());
        Assert.False((await Client.Json($"/registry/lockers/{copy}?data=y")).AsObject().ContainsKey("events"));
        await Client.Post($"/registry/lockers/{copy}/load", "{\"dataLocker\":{},\"events\":{\"p\":5}}").Problem(400, "events.p", "not an array");
        await Client.Post($"/registry/lockers/{copy}/load", "{\"dataLocker\":{},\"events\":{\"a/b\":[]}}").Problem(400, "events.a/b");
    }

    [Fact]
    public async Task They_are_no_data_of_the_locker()
    {
        var label = await Started();
        await Client.StoreAt(_peer, "1.1.1.1:1", "client,t1", "{\"invocationCounts\":1}");
        var before = await All(label);

        await Post(_peer, Event("t")).Done();

        Assert.Equal(before, await All(label));
    }

    [Fact]
    public async Task The_registry_notes_what_it_does_and_forgets_all_events_when_asked()
    {
        // All pods are asked to forget theirs: here there are none, when it comes to that.
        await using var alone = await LockersNode.Start();
        var client = alone.Client;
        await client.Post("/registry/lockers/open/run1").Done();
        await client.AddPod("p", "1.1.1.1:1");
        await client.Post("/registry/peers/p/h/events/store", Event("t")).Done();
        await client.Post("/registry/peers/p/remove/1.1.1.1:1").Done();
        var own = Array.Empty<string>();
        await Until.Holds(
            async () => (own = await Own(client)).Length >= 3, TestDeadlines.Step, () => string.Join(", ", own), TestContext.Current.CancellationToken);

        Assert.Equal(["Registry: Locker Opened", "Registry: Peer Added", "Registry: Peer Removed"], own);
        await client.Post("/registry/peers/events/clear").Done();
        Assert.Equal("{}", (await client.Json("/registry/peers/p/events")).ToJsonString());
        await Until.Holds(
            async () => (own = await Own(client)) is ["Registry: Peer Events Cleared"], TestDeadlines.Step, () => string.Join(", ", own),
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_registry_notes_that_it_closed_a_locker_whose_time_is_over()
    {
        await using var alone = await LockersNode.Start();
        var client = alone.Client;
        foreach (var label in (string[])["past", "run1"]) await client.Post($"/registry/lockers/open/{label}").Done();

        await client.Post("/registry/lockers/past/ttl?ttl=1s").Done();

        var own = Array.Empty<string>();
        await Until.Holds(
            async () => (own = await Own(client)).Contains("Registry: Locker Closed"), TimeSpan.FromSeconds(30), () => string.Join(", ", own),
            TestContext.Current.CancellationToken);
        var closed = (await client.Json("/registry/lockers/run1/peers/registry/events?data=y"))["registry"]!.AsArray()
            .Single(happened => (string)happened!["title"]! == "Registry: Locker Closed")!;
        Assert.Equal(("'past'", "Its time is over."), ((string)closed["summary"]!, (string)closed["data"]!));
    }

    [Fact]
    public async Task The_registry_notes_what_it_does_to_pods()
    {
        await using var alone = await LockersNode.Start();
        var client = alone.Client;
        await client.Post("/registry/lockers/open/run1").Done();
        await using (var pod = new StubPod())
        {
            await client.AddPod("p", pod.Address);
            await client.Post("/registry/peers/p/targets/add", "{\"name\":\"t1\"}").Done();
            foreach (var uri in (string[])["p/targets/t1/invoke", "p/targets/t1/remove", "track/headers/x", "p/jobs/run/all"])
                await client.Post($"/registry/peers/{uri}").Done();
        }

        await client.Get("/registry/peers/p/health").Done();
        string[] expected =
        [
            "Registry: Locker Opened", "Registry: Peer Added", "Registry: Peer Target Added", "Registry: Peer Targets Invoked",
            "Registry: Peer Targets Removed", "Registry: Peer Tracking Headers Added", "Registry: Peer Jobs Run", "Registry: Peer Unhealthy",
            "Registry: Checked Peers Health",
        ];
        var own = Array.Empty<string>();
        await Until.Holds(
            async () => (own = await Own(client)).SequenceEqual(expected), TestDeadlines.Step, () => string.Join(", ", own),
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_event_that_is_too_large_and_more_than_are_kept_are_bounded()
    {
        await using var small = await LockersNode.Start("--Lockers:MaxEventsPerPeer=3", "--Lockers:MaxEventBytes=200");
        await small.Client.AddPod("p", "1.1.1.1:1");
        foreach (var second in Enumerable.Range(1, 5))
            await small.Client.Post("/registry/peers/p/h/events/store", Event($"e{second}", second: second)).Done();

        Assert.Equal("e3 e4 e5", Titles((await small.Client.Json("/registry/peers/p/events"))["p"]));
        await small.Client.Post("/registry/peers/p/h/events/store", new string('x', 201)).Problem(413, "200");
    }

    private static string Event(string title, string summary = "", string data = "\"\"", int second = 0) =>
        $$"""{"title":"{{title}}","summary":"{{summary}}","data":{{data}},"at":"2026-11-27T00:00:{{second:00}}.000000001Z","peer":"x","peerHost":"y"}""";

    private static string Titles(JsonNode? events) => string.Join(' ', (events?.AsArray() ?? []).Select(happened => (string)happened!["title"]!));

    private async Task<string> Started()
    {
        var label = await Client.OpenFresh();
        await Client.AddPod(_peer, "1.1.1.1:1");
        return label;
    }

    private Task<Answer> Post(string peer, string body) => Client.Post($"/registry/peers/{peer}/{Host}/events/store", body, "application/json");

    private static async Task<string[]> Own(NodeClient client) =>
        [.. (await client.Json("/registry/lockers/run1/peers/registry/events"))["registry"]?.AsArray().Select(happened => (string)happened!["title"]!) ?? []];

    private async Task<string> All(string label) => string.Concat(
        (await Client.Json($"/registry/lockers/{label}?data=y")).ToJsonString(),
        (await Client.Json($"/registry/lockers/{label}/find/t?in=all&peers=y")).ToJsonString(),
        (await Client.Json($"/registry/lockers/{label}/targets/results?detailed=y")).ToJsonString(),
        (await Client.Json("/registry/lockers/labels?detailed=y")).AsArray().First(one => (string)one!["label"]! == label)!.ToJsonString());
}
