using System.Text;
using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Settings;

public sealed class JobTests(LockersNode node)
{
    private readonly string _peer = Pods.FreshPeer();

    [Theory]
    [InlineData("""{"id":"j1","task":{"cmd":"sh"},"unknownMember":1}""", """{"id":"j1","name":"j1","task":{"cmd":"sh"},"unknownMember":1}""")]
    [InlineData("""{"name":"j1","task":{"cmd":"sh"}}""", """{"id":"j1","name":"j1","task":{"cmd":"sh"}}""")]
    [InlineData("""{"id":"j1","name":"j1"}""", """{"id":"j1","name":"j1"}""")]
    public async Task A_job_comes_with_an_id_or_a_name_and_goes_out_with_both(string job, string sent)
    {
        await using var pod = new StubPod();
        await node.Client.AddPod(_peer, pod.Address);

        await node.Client.Tell($"/registry/peers/{_peer}/jobs/add", job, method: "PUT");

        Assert.Equal($"POST /jobs/add {sent}", $"{pod.Calls.Single().Line} {pod.Requests[0].Body}");
        Assert.Equal($$"""{"j1":{{job}}}""", (await node.Client.Json($"/registry/peers/{_peer}/jobs")).ToJsonString());
        Assert.Equal($$"""{"j1":{{sent}}}""", (await node.Client.Startup(_peer, "10.0.0.1:1"))["Jobs"]!.ToJsonString());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"task":{"cmd":"true"}}""")]
    [InlineData("""{"id":"","name":""}""")]
    public async Task What_is_no_job_is_refused(string body) =>
        await node.Client.Post($"/registry/peers/{_peer}/jobs/add", body, "application/json").Problem(400, "Failed to read job");

    [Theory]
    [InlineData("j1,j2/run", "/jobs/j1,j2/run?jobs=j1,j2")]
    [InlineData("run/all", "/jobs/run/all")]
    [InlineData("j1/stop", "/jobs/j1/stop?jobs=j1")]
    [InlineData("stop/all", "/jobs/stop/all")]
    [InlineData("j1,j2/remove", "/jobs/j1,j2/remove?jobs=j1,j2")]
    [InlineData("clear", "/jobs/clear")]
    public async Task Pods_of_one_peer_or_of_all_are_told(string what, string sent)
    {
        await node.Client.Cleared();
        await using var pod = new StubPod();
        await node.Client.AddPod(_peer, pod.Address);
        foreach (var id in (string[])["j1", "j2", "j3"]) await node.Client.Tell("/registry/peers/jobs/add", $$"""{"id":"{{id}}"}""");

        foreach (var (method, route) in new[] { ("POST", $"/registry/peers/{_peer}/jobs/{what}"), ("PUT", $"/registry/peers/jobs/{what}") })
            Assert.Equal(SettingCalls.All(true, (_peer, [pod.Address])), await node.Client.Tell(route, method: method));

        Assert.Equal([$"POST {sent}", $"POST {sent}"], pod.Lines.Skip(3));
        var left = await node.Client.Get($"/registry/peers/{_peer}/jobs");
        if (what == "clear") Assert.Equal(204, left.Status);
        else Assert.Equal(what.EndsWith("remove", StringComparison.Ordinal) ? ["j3"] : ["j1", "j2", "j3"], left.Json.Names());
    }

    [Fact]
    public async Task Scripts_and_files_are_pushed_as_they_came_and_handed_out_in_base64()
    {
        await node.Client.Cleared();
        await using var pod = new StubPod();
        await node.Client.AddPod(_peer, pod.Address);
        var expected = SettingCalls.All(true, (_peer, [pod.Address]));

        Assert.Equal(expected, await node.Client.Tell($"/registry/peers/{_peer}/jobs/add/script/s1", "echo $1\n"));
        Assert.Equal(expected, await node.Client.Tell("/registry/peers/jobs/add/script/s%2F2", "two", "PUT"));
        Assert.Equal(expected, await node.Client.Tell($"/registry/peers/{_peer}/jobs/store/file/f1?path=/data/a%20b", "one"));
        Assert.Equal(expected, await node.Client.Tell("/registry/peers/jobs/store/file/f2", "none", "PUT"));

        Assert.Equal(
            [
                "POST /jobs/add/script/s1 echo $1\n", "POST /jobs/add/script/s%2F2 two", "POST /jobs/store/file/f1?path=/data/a%20b one",
                "POST /jobs/store/file/f2?path= none",
            ],
            pod.Requests.Select(request => $"{request.Method} {request.Target} {request.Body}"));
        var startup = await node.Client.Startup(_peer, "10.0.0.1:1");
        Assert.Equal($$"""{"s/2":"{{Base64("two")}}","s1":"{{Base64("echo $1\n")}}"}""", startup["JobScripts"]!.ToJsonString());
        Assert.Equal($$"""{"/data/a b/f1":"{{Base64("one")}}","f2":"{{Base64("none")}}"}""", startup["Files"]!.ToJsonString());
        Assert.Equal(204, await node.Client.Status($"/registry/peers/{_peer}/jobs"));
    }

    [Fact]
    public async Task An_empty_script_and_one_that_is_too_large_are_refused()
    {
        await node.Client.Post($"/registry/peers/{_peer}/jobs/add/script/s").Problem(400, "Invalid job script");
        await node.Client.Post($"/registry/peers/{_peer}/jobs/store/file/f", new string('x', (1024 * 1024) + 1)).Problem(413, "1048576");
        Assert.Equal("{}", (await node.Client.Startup(_peer, "10.0.0.1:1"))["JobScripts"]!.ToJsonString());
    }

    [Fact]
    public async Task What_a_peer_is_handed_may_be_larger_than_a_page()
    {
        var bytes = new string('x', 300_000);
        for (var i = 0; i < 4; i++) await node.Client.Tell($"/registry/peers/{_peer}/jobs/add/script/s{i}", bytes);
        for (var i = 0; i < 200; i++) await node.Client.Tell($"/registry/peers/{_peer}/targets/add", $$"""{"name":"t{{i}}","body":"{{bytes[..1000]}}"}""");

        var startup = await node.Client.Startup(_peer, "10.0.0.1:1");

        Assert.Equal(200, startup["Targets"].Names().Count());
        Assert.All(startup["JobScripts"]!.AsObject(), script => Assert.Equal(Base64(bytes), (string?)script.Value));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
