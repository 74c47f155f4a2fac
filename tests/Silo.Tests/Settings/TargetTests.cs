using System.Text.Json.Nodes;
using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Settings;

public sealed class TargetTests(LockersNode node)
{
    private const string T1 = """{"name":"t1","method":"GET","url":"http://x/","headers":[["x-a","1"]],"unknownMember":{"kept":true}}""";
    private readonly string _peer = Pods.FreshPeer();

    [Fact]
    public async Task A_target_is_kept_as_it_came_pushed_to_each_pod_and_handed_to_those_that_come_later()
    {
        await using var one = new StubPod(202);
        await using var other = new StubPod();
        foreach (var pod in (StubPod[])[one, other]) await node.Client.AddPod(_peer, pod.Address);

        var answer = await node.Client.Tell($"/registry/peers/{_peer}/targets/add", T1);

        Assert.Equal(SettingCalls.All(true, (_peer, [.. new[] { one.Address, other.Address }.Order(StringComparer.Ordinal)])), answer);
        var request = Assert.Single(one.Calls);
        Assert.Equal($"POST /client/targets/add {T1}", $"{request.Method} {request.Target} {request.Body}");
        Assert.Equal("application/json", request.Header("Content-Type"));
        Assert.NotNull(request.Header("Content-Length"));
        Assert.Equal($$"""{"t1":{{T1}}}""", (await node.Client.Json($"/registry/peers/{_peer}/targets")).ToJsonString());
        Assert.Equal($$"""{"t1":{{T1}}}""", (await node.Client.Startup(_peer, "10.0.0.1:1"))["Targets"]!.ToJsonString());
    }

    [Fact]
    public async Task A_target_of_the_same_name_takes_its_place()
    {
        await node.Client.Tell($"/registry/peers/{_peer}/targets/add", T1);
        await node.Client.Tell($"/registry/peers/{_peer}/targets/add", """{"name":"t1"}""");

        Assert.Equal("""{"t1":{"name":"t1"}}""", (await node.Client.Json($"/registry/peers/{_peer}/targets")).ToJsonString());
    }

    [Fact]
    public async Task A_target_for_all_goes_to_the_peers_that_are_registered_and_is_kept_nowhere_else()
    {
        await node.Client.Cleared();
        Assert.Equal("{}", await node.Client.Tell("/registry/peers/targets/add", T1));
        Assert.Equal("{}", (await node.Client.Json("/registry/peers/targets")).ToJsonString());

        await using var pod = new StubPod();
        await node.Client.AddPod(_peer, pod.Address);
        Assert.Equal("{}", await node.Client.Tell("/registry/peers/nobody/targets/add", """{"name":"tn"}"""));

        Assert.Equal(SettingCalls.All(true, (_peer, [pod.Address])), await node.Client.Tell("/registry/peers/targets/add", T1));
        var all = await node.Client.Json("/registry/peers/targets");
        Assert.Equal(["nobody", _peer], all.Names());
        Assert.Equal("""{"tn":{"name":"tn"}}""", all["nobody"]!.ToJsonString());
        Assert.Equal(T1, all[_peer]!["t1"]!.ToJsonString());
        Assert.Equal("""{"tn":{"name":"tn"}}""", (await node.Client.Startup("nobody", "10.0.0.1:1"))["Targets"]!.ToJsonString());
    }

    [Fact]
    public async Task A_peer_without_targets_or_jobs_is_answered_without_a_body()
    {
        Assert.Equal(204, await node.Client.Status($"/registry/peers/{_peer}/targets"));
        await node.Client.AddPod(_peer, "10.0.0.1:1");
        Assert.Equal(204, await node.Client.Status($"/registry/peers/{_peer}/targets"));
        Assert.Equal(204, await node.Client.Status($"/registry/peers/{_peer}/jobs"));
    }

    [Theory]
    [InlineData("not json", "Failed to parse json")]
    [InlineData("", "Failed to parse json")]
    [InlineData("[]", "Failed to parse json")]
    [InlineData("""{"method":"GET","url":"http://x/"}""", "Invalid target spec: Name is required")]
    [InlineData("""{"name":""}""", "Name is required")]
    [InlineData("""{"name":5}""", "Name is required")]
    [InlineData("""{"name":"a","name":"b"}""", "twice")]
    [InlineData("""{"name":"a","b":"\ud800"}""", "Failed to parse json")]
    [InlineData("""{"name":"a\u0000"}""", "U+0000")]
    public async Task What_is_no_target_is_refused(string body, string why)
    {
        await node.Client.Post($"/registry/peers/{_peer}/targets/add", body, "application/json").Problem(400, why);
        Assert.Equal(204, await node.Client.Status($"/registry/peers/{_peer}/targets"));
    }

    [Fact]
    public async Task Targets_are_bounded_in_size_and_number()
    {
        var large = $$"""{"name":"t","body":"{{new string('x', 1024 * 1024)}}"}""";
        await node.Client.Post($"/registry/peers/{_peer}/targets/add", large, "application/json").Problem(413, "1048576");
        var name = new string('n', 1025);
        await node.Client.Post($"/registry/peers/{_peer}/targets/add", $$"""{"name":"{{name}}"}""", "application/json").Problem(400, "1024");

        var quarter = $$"""{"name":"?","body":"{{new string('x', 1000 * 1000)}}"}""";
        for (var i = 0; i < 16; i++)
            await node.Client.Tell($"/registry/peers/{_peer}/targets/add", quarter.Replace("?", $"t{i}", StringComparison.Ordinal));

        await node.Client.Post($"/registry/peers/{_peer}/targets/add", quarter, "application/json").Problem(413, _peer, "1000", "16777216");
        await node.Client.Tell($"/registry/peers/{_peer}/targets/clear");
        await node.Client.Tell($"/registry/peers/{_peer}/targets/add", quarter);
    }

    [Theory]
    [InlineData("POST", "t1/invoke", "/client/targets/t1/invoke?targets=t1")]
    [InlineData("PUT", "t1,t2/invoke", "/client/targets/t1,t2/invoke?targets=t1,t2")]
    [InlineData("PUT", "invoke/all", "/client/targets/invoke/all")]
    [InlineData("POST", "t1%2Fa%3Fb%26,t2/stop", "/client/targets/t1%2Fa%3Fb%26,t2/stop?targets=t1%2Fa%3Fb%26,t2")]
    [InlineData("POST", "stop/all", "/client/targets/stop/all")]
    [InlineData("POST", "t1,t2/remove", "/client/targets/t1,t2/remove?targets=t1,t2")]
    [InlineData("PUT", "remove/all", "/client/targets/clear")]
    [InlineData("POST", "clear", "/client/targets/clear")]
    public async Task Pods_are_told_with_the_list_in_path_and_query(string method, string what, string sent)
    {
        await using var pod = new StubPod();
        await node.Client.AddPod(_peer, pod.Address);

        Assert.Equal(SettingCalls.All(true, (_peer, [pod.Address])), await node.Client.Tell($"/registry/peers/{_peer}/targets/{what}", method: method));

        Assert.Equal([$"POST {sent}"], pod.Calls.Select(call => call.Line));
        Assert.Equal("0", Assert.Single(pod.Calls).Header("Content-Length"));
    }

    [Theory]
    [InlineData("invoke/all", "/client/targets/invoke/all")]
    [InlineData("stop/all", "/client/targets/stop/all")]
    [InlineData("clear", "/client/targets/clear")]
    public async Task All_pods_can_be_told_at_once(string what, string sent)
    {
        await node.Client.Cleared();
        await using var one = new StubPod();
        await using var other = new StubPod(500);
        await node.Client.AddPod("p1", one.Address);
        await node.Client.AddPod("p2", other.Address);

        var answer = JsonNode.Parse(await node.Client.Tell($"/registry/peers/targets/{what}", status: 424))!;

        Assert.True((bool)answer["p1"]![one.Address]!);
        Assert.False((bool)answer["p2"]![other.Address]!);
        Assert.Equal([$"POST {sent}"], one.Calls.Select(call => call.Line));
    }

    [Fact]
    public async Task Nobody_is_called_for_a_peer_that_is_not_registered()
    {
        foreach (var what in (string[])["t1/invoke", "invoke/all", "t1/stop", "t1/remove", "clear"])
            Assert.Equal("{}", await node.Client.Tell($"/registry/peers/{_peer}/targets/{what}"));
    }

    [Fact]
    public async Task A_target_is_kept_until_every_pod_has_let_go_of_it()
    {
        var status = 500;
        await using var pod = new StubPod(request => StubAnswer.Of(request.Target.Contains("add", StringComparison.Ordinal) ? 200 : Volatile.Read(ref status)));
        await node.Client.AddPod(_peer, pod.Address);
        foreach (var name in (string[])["t1", "t2", "t3"]) await node.Client.Tell($"/registry/peers/{_peer}/targets/add", $$"""{"name":"{{name}}"}""");

        await node.Client.Tell($"/registry/peers/{_peer}/targets/t1/remove", status: 424);
        await node.Client.Tell($"/registry/peers/{_peer}/targets/clear", status: 424);
        Assert.Equal(["t1", "t2", "t3"], (await node.Client.Json($"/registry/peers/{_peer}/targets")).Names());

        Volatile.Write(ref status, 202);
        await node.Client.Tell($"/registry/peers/{_peer}/targets/t1,never/remove");
        Assert.Equal(["t2", "t3"], (await node.Client.Json($"/registry/peers/{_peer}/targets")).Names());
        await node.Client.Tell($"/registry/peers/{_peer}/targets/remove/all");
        Assert.Equal(204, await node.Client.Status($"/registry/peers/{_peer}/targets"));
    }

    [Fact]
    public async Task Targets_outlast_their_pods_and_the_clearing_of_epochs_and_go_with_all_peers()
    {
        await node.Client.AddPod(_peer, "10.0.0.1:1");
        await node.Client.Post($"/registry/peers/{_peer}/remove/10.0.0.1:1").Done();
        Assert.Equal(SettingCalls.All(true, (_peer, [])), await node.Client.Tell($"/registry/peers/{_peer}/targets/add", T1));

        await node.Client.Post("/registry/peers/clear/epochs").Done();

        Assert.Null(await node.Client.Peer(_peer));
        Assert.Equal(["t1"], (await node.Client.Json("/registry/peers/targets"))[_peer].Names());
        Assert.Equal(["t1"], (await node.Client.Startup(_peer, "10.0.0.1:1"))["Targets"].Names());
        await node.Client.Cleared();
        Assert.Equal(204, await node.Client.Status($"/registry/peers/{_peer}/targets"));
    }

    [Theory]
    [InlineData("""{"name":"t1"}""")]
    [InlineData("""{"name":"t1","headers":null}""")]
    public async Task A_pod_that_does_not_bear_a_target_without_headers_gets_empty_ones_and_so_do_pods_that_come_later(string target)
    {
        await using var pod = new StubPod(request => request.Body.Contains("{}", StringComparison.Ordinal) ? StubAnswer.Of(200) : StubAnswer.Raw("", StubEnd.Closes));
        await node.Client.AddPod(_peer, pod.Address);

        Assert.Equal(SettingCalls.All(true, (_peer, [pod.Address])), await node.Client.Tell($"/registry/peers/{_peer}/targets/add", target));

        Assert.Equal("{}", JsonNode.Parse(pod.Requests[^1].Body)!["headers"]!.ToJsonString());
        Assert.Equal(target, (await node.Client.Json($"/registry/peers/{_peer}/targets"))["t1"]!.ToJsonString());
        Assert.Equal("{}", (await node.Client.Startup(_peer, "10.0.0.1:1"))["Targets"]!["t1"]!["headers"]!.ToJsonString());
    }

    [Fact]
    public async Task A_pod_that_registers_while_others_are_told_to_let_go_is_told_too()
    {
        await using var late = new StubPod();
        await using var pod = new StubPod(request => AfterRegistering(late, request));
        await node.Client.AddPod(_peer, pod.Address);
        await node.Client.Tell($"/registry/peers/{_peer}/targets/add", T1);

        var answer = await node.Client.Tell($"/registry/peers/{_peer}/targets/t1/remove");

        Assert.Equal(SettingCalls.All(true, (_peer, [.. new[] { pod.Address, late.Address }.Order(StringComparer.Ordinal)])), answer);
        Assert.Equal(["POST /client/targets/t1/remove?targets=t1"], late.Calls.Select(call => call.Line));
    }

    private StubAnswer AfterRegistering(StubPod late, StubRequest request)
    {
        if (request.Target.Contains("remove", StringComparison.Ordinal)) node.Client.AddPod(_peer, late.Address).GetAwaiter().GetResult();
        return StubAnswer.Of(200);
    }

    [Fact]
    public async Task A_pod_that_refuses_the_shape_of_headers_gets_the_other_and_so_do_pods_that_come_later()
    {
        await using var pod = new StubPod(request => StubAnswer.Of(request.Body.Contains("[[", StringComparison.Ordinal) ? 400 : 200));
        await node.Client.AddPod(_peer, pod.Address);

        Assert.Equal(SettingCalls.All(true, (_peer, [pod.Address])), await node.Client.Tell($"/registry/peers/{_peer}/targets/add", T1));

        Assert.Equal("""{"x-a":"1"}""", JsonNode.Parse(pod.Requests[1].Body)!["headers"]!.ToJsonString());
        Assert.Equal("""[["x-a","1"]]""", (await node.Client.Json($"/registry/peers/{_peer}/targets"))["t1"]!["headers"]!.ToJsonString());
        var handed = (await node.Client.Startup(_peer, "10.0.0.1:1"))["Targets"]!["t1"]!;
        Assert.Equal("""{"x-a":"1"}""", handed["headers"]!.ToJsonString());
        Assert.True((bool)handed["unknownMember"]!["kept"]!);
    }
}
