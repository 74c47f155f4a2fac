using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.PodCalls;

public sealed class PodHealthTests(LockersNode node)
{
    private readonly string _peer = Peers.Pods.FreshPeer();

    [Theory]
    [InlineData("/registry/peers/health")]
    [InlineData("/registry/peers/{0}/health")]
    public async Task A_check_asks_every_pod_and_keeps_what_it_finds(string form)
    {
        await node.Client.Post("/registry/peers/clear").Done();
        await using var well = new StubPod(202);
        await using var ill = new StubPod(503);
        foreach (var pod in (StubPod[])[well, ill]) await node.Client.AddPod(_peer, pod.Address);
        var answer = string.Format(null, """{{"{0}":{{{1}}}}}""", _peer, Both(well, ill));

        for (var i = 0; i < 2; i++) Assert.Equal(answer, (await node.Client.Json(string.Format(null, form, _peer))).ToJsonString());

        Assert.Equal(["GET /health", "GET /health"], ill.Lines);
        var pods = (await node.Client.Peer(_peer))!["pods"]!;
        Assert.True((bool)pods[well.Address]!["healthy"]!);
        Assert.False((bool)pods[ill.Address]!["healthy"]!);
    }

    [Fact]
    public async Task One_pod_can_be_asked_for()
    {
        await using var pod = new StubPod();
        await using var other = new StubPod();
        foreach (var each in (StubPod[])[pod, other]) await node.Client.AddPod(_peer, each.Address);

        Assert.Equal($$$"""{"{{{_peer}}}":{"{{{pod.Address}}}":true}}""", (await node.Client.Json($"/registry/peers/{_peer}/health/{pod.Address}")).ToJsonString());
        Assert.Equal($$$"""{"{{{_peer}}}":{}}""", (await node.Client.Json($"/registry/peers/{_peer}/health/1.2.3.4:5")).ToJsonString());
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData("GET", "health")]
    [InlineData("POST", "health/cleanup")]
    public async Task An_unknown_peer_has_no_pods(string method, string route) =>
        Assert.Equal("""{"nobody":{}}""", (await node.Client.Send(method, $"/registry/peers/nobody/{route}").Done()).Json!.ToJsonString());

    [Theory]
    [InlineData("/registry/peers/health/cleanup")]
    [InlineData("/registry/peers/{0}/health/cleanup")]
    public async Task A_clean_up_removes_pods_that_do_not_answer_as_a_removal_does(string form)
    {
        await node.Client.Post("/registry/peers/clear").Done();
        await node.Client.OpenFresh();
        await using var well = new StubPod();
        var gone = new StubPod();
        foreach (var pod in (StubPod[])[well, gone])
        {
            await node.Client.AddPod(_peer, pod.Address);
            await node.Client.StoreAt(_peer, pod.Address, "client,t1", "1");
        }

        await gone.DisposeAsync();

        var answer = await node.Client.Post(string.Format(null, form, _peer)).Done();

        Assert.Equal(string.Format(null, """{{"{0}":{{{1}}}}}""", _peer, Both(well, gone)), answer.Json!.ToJsonString());
        var peer = (await node.Client.Peer(_peer))!;
        Assert.Equal([well.Address], peer["pods"].Names());
        Assert.Equal(new[] { well.Address, gone.Address }.Order(StringComparer.Ordinal), peer["podEpochs"].Names());
        Assert.False((bool)(await node.Client.Json($"/registry/peers/{_peer}/{gone.Address}/locker"))["active"]!);
        Assert.True((bool)(await node.Client.Json($"/registry/peers/{_peer}/{well.Address}/locker"))["active"]!);
    }

    [Fact]
    public async Task Pods_that_a_load_brought_are_not_called_until_they_remind()
    {
        await node.Client.Post("/registry/peers/clear").Done();
        await using var pod = new StubPod();
        await node.Client.AddPod(_peer, pod.Address);
        var dump = (await node.Client.Get("/registry/dump").Done()).Text;
        await node.Client.Post("/registry/load", dump, "application/json").Done();

        Assert.Equal($$$"""{"{{{_peer}}}":{}}""", (await node.Client.Json("/registry/peers/health")).ToJsonString());
        Assert.Empty(pod.Requests);
        await node.Client.Post($"/registry/peers/{_peer}/remember", Peers.Pods.Body(_peer, pod.Address), "application/json").Done();

        Assert.Equal($$$"""{"{{{_peer}}}":{"{{{pod.Address}}}":true}}""", (await node.Client.Json("/registry/peers/health")).ToJsonString());
    }

    // In the order of the addresses: the first is well.
    private static string Both(StubPod well, StubPod ill) => string.Join(
        ',', new[] { (well.Address, "true"), (ill.Address, "false") }.OrderBy(pod => pod.Address, StringComparer.Ordinal).Select(pod => $"\"{pod.Address}\":{pod.Item2}"));
}
