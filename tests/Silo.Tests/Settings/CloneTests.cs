using System.Text.Json.Nodes;
using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Settings;

public sealed class CloneTests(LockersNode node)
{
    private static readonly string[] Steps =
    [
        "/registry/peers", "/registry/lockers?data=y", "/registry/peers/targets", "/registry/peers/jobs", "/registry/peers/track/headers",
        "/registry/peers/probes",
    ];

    [Theory]
    [InlineData("goto-0.4.1-control.jsonl", true)]
    [InlineData("goto-0.7.0-control.jsonl", true)]
    [InlineData("goto-0.9-control.jsonl", false)]
    public async Task A_goto_is_cloned_as_it_answered(string recording, bool hasPeerLockers)
    {
        var answers = Answers(recording);
        await using var registry = new StubPod(request => StubAnswer.Of(200, answers[request.Target], "application/json"));
        await node.Client.Cleared();
        await node.Client.Tell("/registry/peers/track/time/0-1");
        await node.Client.Post("/registry/lockers/open/ours").Done();
        await node.Client.AddPod("ours", "10.0.0.1:1");

        Assert.Equal($"Cloned data from registry [http://{registry.Address}]", await node.Client.Post($"/registry/cloneFrom?url=http://{registry.Address}").Line());

        Assert.Equal(Steps.Select(step => $"GET {step}"), registry.Lines);
        foreach (var same in Steps.Skip(2)) Assert.True(JsonNode.DeepEquals(JsonNode.Parse(answers[same]), await node.Client.Json(same)), same);
        Assert.Equal("", (string?)await node.Client.Json("/registry/peers/track/time"));
        var peers = await node.Client.Json("/registry/peers");
        Assert.Equal(["peer1", "peer2"], peers.Names());
        Assert.All(peers["peer1"]!["pods"]!.AsObject(), pod => Assert.True((bool)pod.Value!["offline"]!));
        Assert.Equal(["default", "run7"], (await node.Client.Json("/registry/lockers/labels")).Strings());
        Assert.Equal("text", await node.Client.Text("current", "a,b"));
        Assert.Equal(200, await node.Client.Status("/registry/lockers/run7/get/a,b"));
        Assert.Equal(hasPeerLockers ? 200 : 404, await node.Client.Status("/registry/peers/peer1/127.0.0.1:8191/locker/get/client,t1"));

        // Pods are not called before they remind.
        Assert.Equal("""{"peer1":{},"peer2":{}}""", await node.Client.Tell("/registry/peers/targets/invoke/all"));
    }

    [Fact]
    public async Task Another_of_our_kind_is_cloned_with_everything_in_it()
    {
        await using var other = await LockersNode.Start();
        await other.Client.OpenFresh();
        await other.Client.Tell("/registry/peers/p1/targets/add", """{"name":"t1","x":[1, 2]}""");
        await other.Client.Tell("/registry/peers/nobody/jobs/add", """{"name":"j1"}""");
        await other.Client.Tell("/registry/peers/nobody/jobs/add/script/s1", "#!");
        await other.Client.Tell("/registry/peers/p1/jobs/store/file/f1?path=/d", "one");
        await other.Client.Tell("/registry/peers/track/headers/a|b");
        await other.Client.Tell("/registry/peers/track/time/0-9");
        await other.Client.Tell("/registry/peers/probe/readiness/set?uri=/r");
        await other.Client.Send("POST", "/registry/lockers/current/store/bytes", [0xff, 0, 1], null).Done();
        await other.Client.Post("/registry/lockers/current/store/json", "{ \"a\": 1 }", "application/json").Done();
        for (var epoch = 0; epoch < 2; epoch++)
        {
            await other.Client.AddPod("p1", "10.0.0.1:1");
            await other.Client.StoreAt("p1", "10.0.0.1:1", "client,t1");
        }

        await node.Client.Post($"/registry/cloneFrom?url=http://127.0.0.1:{other.Address.Port}/").Line();

        var theirs = (await other.Client.Get("/registry/dump").Done()).Text.Replace("\"offline\":false", "\"offline\":true", StringComparison.Ordinal);
        Assert.Equal(theirs, (await node.Client.Get("/registry/dump").Done()).Text);
        Assert.Contains("peerJobScripts\":{\"nobody\":{\"s1\":", theirs, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "x", "it was answered 500")]
    [InlineData(302, "", "it was answered 302")]
    [InlineData(200, "CatchAll", "")]
    [InlineData(200, "", "")]
    [InlineData(200, "{\"a", "")]
    [InlineData(200, "{},\"x\":{}", "at '")]
    [InlineData(200, "[5]", "")]
    public async Task A_step_that_fails_is_named_and_nothing_is_changed(int status, string body, string why)
    {
        var answers = Answers("goto-0.4.1-control.jsonl");
        await node.Client.AddPod("ours", "10.0.0.1:1");
        var before = (await node.Client.Get("/registry/dump").Done()).Text;
        foreach (var step in Steps)
        {
            await using var registry = new StubPod(request => request.Target == step
                ? StubAnswer.Of(status, body, "application/json", "Location: /registry/peers\r\n")
                : StubAnswer.Of(200, answers[request.Target], "application/json"));

            await node.Client.Post($"/registry/cloneFrom?url=http://{registry.Address}").Problem(502, $"GET http://{registry.Address}{step}: ", why);

            Assert.Equal(before, (await node.Client.Get("/registry/dump").Done()).Text);
        }
    }

    [Fact]
    public async Task A_registry_that_is_not_there_or_must_not_be_called_is_said_without_the_password()
    {
        var gone = new StubPod();
        await gone.DisposeAsync();

        await node.Client.Post($"/registry/cloneFrom?url=http://me:s%2565cret@{gone.Address}").Problem(502, $"GET http://{gone.Address}/registry/peers: ");
        await node.Client.Post("/registry/cloneFrom?url=http://169.254.169.254").Problem(502, "/registry/peers", "PeerNetworks");
    }

    [Fact]
    public async Task Who_asks_is_told_to_the_other_registry()
    {
        await using var registry = new StubPod(401);

        await node.Client.Post($"/registry/cloneFrom?url=http://me:s%253Acret@{registry.Address}").Problem(502, "401");

        Assert.Equal($"Basic {Convert.ToBase64String("me:s:cret"u8)}", Assert.Single(registry.Requests).Header("Authorization"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?url=")]
    [InlineData("?url=10.0.0.1")]
    [InlineData("?url=ftp://10.0.0.1")]
    [InlineData("?url=http://10.0.0.1/?a=b")]
    public async Task A_registry_is_named_by_its_url(string query) =>
        await node.Client.Post($"/registry/cloneFrom{query}").Problem(400, "Cannot clone. Invalid URI");

    // What a goto answered when another one cloned it.
    private static Dictionary<string, string> Answers(string recording)
    {
        var lines = File.ReadLines(Path.Combine(Repository.Root, "tests", "Conformance", "Recordings", recording));
        var clone = lines.Select(line => JsonNode.Parse(line)!).First(line => ((string)line["uri"]!).StartsWith("/registry/cloneFrom", StringComparison.Ordinal));
        return clone["calls"]!.AsArray().ToDictionary(call => (string)call!["uri"]!, call => (string)call!["response"]!);
    }
}
