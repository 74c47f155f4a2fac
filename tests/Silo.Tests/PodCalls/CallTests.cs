using System.Net.Http.Headers;
using System.Text;
using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.PodCalls;

public sealed class CallTests(LockersNode node)
{
    private readonly string _peer = Peers.Pods.FreshPeer();

    [Theory]
    [InlineData("GET", "/registry/peers/{0}/call?uri=/echo%3Fa%3Db%26c%3Dd", "/echo?a=b&c=d")]
    [InlineData("POST", "/registry/peers/{0}/call?uri=/echo", "/echo")]
    [InlineData("PUT", "/registry/peers/call?uri=/a%20b%2F..%2Fc", "/a%20b/../c")]
    public async Task The_request_is_passed_on_and_the_body_comes_back_as_a_string(string method, string target, string sent)
    {
        await node.Client.Post("/registry/peers/clear").Done();
        await using var pod = new StubPod(_ => StubAnswer.Of(418, """{"a":"ä"}""", "application/json"));
        await node.Client.AddPod(_peer, pod.Address);
        var body = method == "GET" ? null : Encoding.UTF8.GetBytes("hello ä");

        var answer = await node.Client.Send(method, string.Format(null, target, _peer), body, body is null ? null : "text/x").Done();

        Assert.Equal("""{"a":"ä"}""", (string?)answer.Json![_peer]![pod.Address]);
        var request = Assert.Single(pod.Calls);
        Assert.Equal($"{method} {sent}", $"{request.Method} {request.Target}");
        Assert.Equal(body is null ? "" : "hello ä", request.Body);
        Assert.Equal(body is null ? null : "text/x", request.Header("Content-Type"));
    }

    [Fact]
    public async Task Headers_are_passed_on_but_for_those_of_the_connection_and_secrets()
    {
        await using var pod = new StubPod();
        await node.Client.AddPod(_peer, pod.Address);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{node.Address}registry/peers/{_peer}/call?uri=/x");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", "c2VjcmV0");
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[
            ("X-Custom", "cv"), ("X-Hop", "h"), ("Connection", "X-Hop"), ("Cookie", "a=secret"), ("Proxy-Authorization", "secret"), ("Accept-Encoding", "gzip")])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)answer.StatusCode);
        var headers = Assert.Single(pod.Calls).Headers;
        Assert.Contains(new("X-Custom", "cv"), headers);
        Assert.Contains(new("Host", pod.Address), headers);
        Assert.Equal(["Host", "Via", "X-Custom"], headers.Select(header => header.Key).Order());
    }

    [Fact]
    public async Task What_says_something_of_the_body_is_passed_on_with_it()
    {
        await using var pod = new StubPod();
        await node.Client.AddPod(_peer, pod.Address);
        using var http = new HttpClient();
        using var body = new StringContent("zip");
        body.Headers.ContentEncoding.Add("gzip");
        body.Headers.ContentLanguage.Add("en");
        body.Headers.ContentDisposition = new("inline");

        using var answer = await http.PutAsync($"{node.Address}registry/peers/{_peer}/call?uri=/x", body, TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)answer.StatusCode);
        var request = Assert.Single(pod.Calls);
        Assert.Equal(
            ["gzip", "en", "inline", "zip"],
            new[] { request.Header("Content-Encoding"), request.Header("Content-Language"), request.Header("Content-Disposition"), request.Body });
    }

    [Theory]
    [InlineData("")]
    [InlineData("?uri=")]
    [InlineData("?uri=http://127.0.0.1:1/x")]
    [InlineData("?uri=x")]
    [InlineData("?uri=@127.0.0.1:1/")]
    public async Task A_uri_is_a_path_of_the_pod(string query)
    {
        await using var pod = new StubPod();
        await node.Client.AddPod(_peer, pod.Address);

        var answer = await node.Client.Get($"/registry/peers/{_peer}/call{query}");

        Assert.Equal(400, answer.Status);
        Assert.Contains("Cannot call peer. Invalid URI", answer.Text, StringComparison.Ordinal);
        Assert.Empty(pod.Requests);
    }

    [Fact]
    public async Task An_unknown_peer_has_nobody_to_call() =>
        Assert.Equal("{}", (await node.Client.Json("/registry/peers/nobody/call?uri=/x")).ToJsonString());

    [Fact]
    public async Task Unhealthy_pods_are_left_out_and_those_without_an_answer_say_why()
    {
        await using var pod = new StubPod(request => StubAnswer.Of(request.Target == "/health" ? 200 : 406, "no"));
        await using var ill = new StubPod(500);
        var gone = new StubPod();
        foreach (var each in (StubPod[])[pod, ill]) await node.Client.AddPod(_peer, each.Address);
        await node.Client.Json($"/registry/peers/{_peer}/health");
        await node.Client.AddPod(_peer, gone.Address);
        await gone.DisposeAsync();

        var bodies = (await node.Client.Json($"/registry/peers/{_peer}/call?uri=/x"))[_peer]!;

        Assert.Equal("no", (string?)bodies[pod.Address]);
        Assert.Equal("[no connection: ConnectionRefused]", (string?)bodies[gone.Address]);
        Assert.Null(bodies[ill.Address]);
    }

    [Fact]
    public async Task A_call_that_leads_back_to_us_ends_there()
    {
        await node.Client.AddPod(_peer, node.Address.Authority);

        var answer = await node.Client.Json($"/registry/peers/{_peer}/call?uri=/registry/peers/{_peer}/call%3Furi=/x");

        Assert.Contains("508", (string?)answer[_peer]![node.Address.Authority], StringComparison.Ordinal);
    }
}
