using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Settings;

public sealed class TrackingTests(LockersNode node)
{
    private readonly string _peer = Pods.FreshPeer();

    [Fact]
    public async Task Headers_replace_those_before_keep_their_letters_and_go_out_in_both_spellings()
    {
        await node.Client.Cleared();
        await using var pod = new StubPod(request => StubAnswer.Of(request.Target.Contains("/add/", StringComparison.Ordinal) ? 404 : 200));
        await node.Client.AddPod(_peer, pod.Address);
        var expected = SettingCalls.All(true, (_peer, [pod.Address]));

        Assert.Equal(expected, await node.Client.Tell("/registry/peers/track/headers/x-a|x-b,via-goto"));
        Assert.Equal(expected, await node.Client.Tell("/registry/peers/track/headers/X-Upper%7CY-Up", method: "PUT"));

        Assert.Equal("X-Upper|Y-Up", (string?)await node.Client.Json("/registry/peers/track/headers"));
        Assert.Equal("X-Upper|Y-Up", (string?)(await node.Client.Startup(_peer, "10.0.0.1:1"))["TrackingHeaders"]);
        Assert.Equal(
            [
                "POST /client/track/headers/add/x-a%7Cx-b,via-goto", "POST /client/track/headers/x-a%7Cx-b,via-goto",
                "POST /client/track/headers/add/X-Upper%7CY-Up", "POST /client/track/headers/X-Upper%7CY-Up",
            ],
            pod.Calls.Select(call => call.Line));
        await node.Client.Post($"/registry/peers/{_peer}/remove/10.0.0.1:1").Done();

        Assert.Equal(expected, await node.Client.Tell("/registry/peers/track/headers/clear"));
        Assert.Equal("", (string?)await node.Client.Json("/registry/peers/track/headers"));
        Assert.Equal("POST /client/track/headers/clear", pod.Lines.Last());
    }

    [Fact]
    public async Task Time_buckets_are_kept_handed_out_and_pushed()
    {
        await node.Client.Cleared();
        await using var pod = new StubPod();
        await node.Client.AddPod(_peer, pod.Address);

        await node.Client.Tell("/registry/peers/track/time/0-100,101-300");

        Assert.Equal("0-100,101-300", (string?)await node.Client.Json("/registry/peers/track/time"));
        Assert.Equal("0-100,101-300", (string?)(await node.Client.Startup(_peer, pod.Address))["TrackingTimeBuckets"]);
        await node.Client.Tell("/registry/peers/track/time/clear", method: "PUT");
        Assert.Equal("", (string?)await node.Client.Json("/registry/peers/track/time"));
        Assert.Equal(["POST /client/track/time/0-100,101-300", "POST /client/track/time/clear"], pod.Calls.Select(call => call.Line));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("0-100,")]
    [InlineData("100-0")]
    [InlineData("1--2")]
    [InlineData("5")]
    public async Task What_are_no_time_buckets_changes_nothing(string buckets)
    {
        var before = (string?)await node.Client.Json("/registry/peers/track/time");

        await node.Client.Post($"/registry/peers/track/time/{buckets}").Problem(400, "Invalid time buckets");

        Assert.Equal(before, (string?)await node.Client.Json("/registry/peers/track/time"));
    }

    [Fact]
    public async Task Probes_change_one_by_one_with_a_status_of_200_at_first_and_go_out_in_both_spellings()
    {
        await node.Client.Cleared();
        await node.Client.Post("/registry/load", """{"peerProbes":null}""").Done();
        await using var pod = new StubPod(request => StubAnswer.Of(request.Target.StartsWith("/probe/", StringComparison.Ordinal) ? 404 : 200));
        await node.Client.AddPod(_peer, pod.Address);
        var expected = SettingCalls.All(true, (_peer, [pod.Address]));

        Assert.Equal(expected, await node.Client.Tell("/registry/peers/probe/readiness/set?uri=/ready%3Fa=b"));
        Assert.Equal(
            """{"ReadinessProbe":"/ready?a=b","LivenessProbe":"","ReadinessStatus":200,"LivenessStatus":0}""",
            (await node.Client.Json("/registry/peers/probes")).ToJsonString());
        await node.Client.Tell("/registry/peers/probes/Liveness/set?uri=/live", method: "PUT");
        await node.Client.Tell("/registry/peers/probes/readiness/set/status=418");
        await node.Client.Tell("/registry/peers/probe/liveness/status/set/503");
        await node.Client.Tell("/registry/peers/probe/readiness/set?uri=/r2");

        const string Probes = """{"ReadinessProbe":"/r2","LivenessProbe":"/live","ReadinessStatus":418,"LivenessStatus":503}""";
        Assert.Equal(Probes, (await node.Client.Json("/registry/peers/probes")).ToJsonString());
        Assert.Equal(Probes, (await node.Client.Startup(_peer, pod.Address))["Probes"]!.ToJsonString());
        Assert.Equal(
            [
                "POST /probe/readiness/set?uri=/ready%3Fa%3Db", "POST /probes/readiness/set?uri=/ready%3Fa%3Db",
                "POST /probe/liveness/set?uri=/live", "POST /probes/liveness/set?uri=/live",
                "POST /probe/readiness/status/set/418", "POST /probes/readiness/set/status=418",
                "POST /probe/liveness/status/set/503", "POST /probes/liveness/set/status=503",
            ],
            pod.Calls.Select(call => call.Line).Take(8));
    }

    [Theory]
    [InlineData("probe/bogus/set?uri=/x", "Cannot add. Invalid probe type")]
    [InlineData("probes/bogus/set/status=1", "Cannot add. Invalid probe type")]
    [InlineData("probe/readiness/set?uri=", "Cannot add. Invalid URI")]
    [InlineData("probes/readiness/set", "Cannot add. Invalid URI")]
    [InlineData("probe/readiness/status/set/x", "Cannot set. Invalid status code")]
    [InlineData("probes/liveness/set/status=1000", "Cannot set. Invalid status code")]
    public async Task What_is_no_probe_is_refused(string route, string why) =>
        await node.Client.Post($"/registry/peers/{route}").Problem(400, why);
}
