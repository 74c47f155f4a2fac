using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.PodCalls;

public sealed class PodClearingTests(LockersNode node)
{
    private static readonly string[] Cleared = ["POST /events/clear", "POST /client/results/clear"];
    private readonly string _peer = Peers.Pods.FreshPeer();

    [Theory]
    [InlineData("/registry/peers/lockers/clear", 200)]
    [InlineData("/registry/peers/{0}/locker/clear", 200)]
    [InlineData("/registry/peers/{0}/{1}/locker/clear", 200)]
    [InlineData("/registry/peers/{0}/lockers/clear", 200)]
    [InlineData("/registry/peers/{0}/{1}/lockers/clear", 200)]
    [InlineData("/registry/peers/{0}/locker/clear", 500)]
    [InlineData("/registry/peers/{0}/{1}/locker/clear", 500)]
    public async Task Pods_forget_first_and_one_that_fails_keeps_nothing_here(string form, int status)
    {
        await node.Client.Post("/registry/peers/clear").Done();
        await node.Client.OpenFresh();
        await using var pod = new StubPod(request => StubAnswer.Of(request.Target == "/events/clear" ? 503 : status));
        await node.Client.AddPod(_peer, pod.Address);
        await node.Client.StoreAt(_peer, pod.Address, "client,t1", "old totals");

        var answer = await node.Client.Post(string.Format(null, form, _peer, pod.Address)).Done();

        Assert.Equal($$$"""{"{{{_peer}}}":{"{{{pod.Address}}}":{{{(status == 200 ? "true" : "false")}}}}}""", answer.Json!.ToJsonString());
        Assert.Equal(Cleared, pod.Calls.Select(call => call.Line));
        Assert.DoesNotContain("old totals", (await node.Client.Json($"/registry/peers/{_peer}/locker")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_comes_while_pods_forget_is_emptied_too()
    {
        await node.Client.Post("/registry/peers/clear").Done();
        await node.Client.OpenFresh();
        await using var pod = new StubPod(request =>
        {
            if (request.Target != "/events/clear") node.Client.StoreAt(_peer, "10.0.0.1:1", "client,t1", "old totals").GetAwaiter().GetResult();
            return StubAnswer.Of(200);
        });
        await node.Client.AddPod(_peer, pod.Address);

        await node.Client.Post($"/registry/peers/{_peer}/locker/clear").Done();

        Assert.DoesNotContain("old totals", (await node.Client.Json($"/registry/peers/{_peer}/locker")).ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/registry/lockers/clear")]
    [InlineData("/registry/lockers/close")]
    public async Task Dropping_all_lockers_has_all_pods_forget(string target)
    {
        await node.Client.Post("/registry/peers/clear").Done();
        await using var pod = new StubPod();
        await using var fails = new StubPod(500);
        await node.Client.AddPod(_peer, pod.Address);
        await node.Client.AddPod($"{_peer}-2", fails.Address);

        Assert.Equal("All lockers are emptied and closed", await node.Client.Post(target).Words());

        Assert.Equal(Cleared, pod.Calls.Select(call => call.Line));
        Assert.Equal(Cleared, fails.Calls.Select(call => call.Line));
        await node.Client.Post("/registry/peers/clear").Done();
    }

    [Fact]
    public async Task An_unknown_peer_has_nothing_to_clear() =>
        Assert.Equal("""{"nobody":{}}""", (await node.Client.Post("/registry/peers/nobody/locker/clear").Done()).Json!.ToJsonString());

    [Theory]
    [InlineData("flush")]
    [InlineData("clear")]
    public async Task Events_are_flushed_and_cleared_on_all_pods(string what)
    {
        await node.Client.Post("/registry/peers/clear").Done();
        await using var pod = new StubPod(500);
        await node.Client.AddPod(_peer, pod.Address);

        var answer = await node.Client.Post($"/registry/peers/events/{what}").Done();

        Assert.Equal($$$"""{"{{{_peer}}}":{"{{{pod.Address}}}":false}}""", answer.Json!.ToJsonString());
        Assert.Equal([$"POST /events/{what}"], pod.Calls.Select(call => call.Line));
        await node.Client.Post("/registry/peers/clear").Done();
    }
}
