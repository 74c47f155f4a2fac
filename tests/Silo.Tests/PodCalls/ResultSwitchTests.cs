using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.PodCalls;

public sealed class ResultSwitchTests(LockersNode node)
{
    private readonly string _peer = Peers.Pods.FreshPeer();

    [Theory]
    [InlineData("POST", "targets/results/all/y", "/client/results/all/y")]
    [InlineData("PUT", "targets/results/invocations/false", "/client/results/invocations/false")]
    [InlineData("PUT", "client/results/all/n", "/client/results/all/n")]
    [InlineData("POST", "client/results/invocations/a%20b", "/client/results/invocations/a%20b")]
    public async Task A_switch_is_passed_on_to_all_pods_in_its_words(string method, string route, string sent)
    {
        await node.Client.Post("/registry/peers/clear").Done();
        await using var pod = new StubPod(202);
        await node.Client.AddPod(_peer, pod.Address);

        var answer = await node.Client.Send(method, $"/registry/peers/{route}").Done();

        Assert.Equal($$$"""{"{{{_peer}}}":{"{{{pod.Address}}}":true}}""", answer.Json!.ToJsonString());
        Assert.Equal([$"POST {sent}"], pod.Calls.Select(call => call.Line));
    }

    [Fact]
    public async Task It_is_424_where_the_only_pod_of_a_peer_fails()
    {
        await node.Client.Post("/registry/peers/clear").Done();
        await using var pod = new StubPod(202);
        await using var fails = new StubPod(500);
        foreach (var each in (StubPod[])[pod, fails]) await node.Client.AddPod(_peer, each.Address);
        await node.Client.Post("/registry/peers/targets/results/all/n").Done();

        await node.Client.AddPod($"{_peer}-2", fails.Address);

        var answer = await node.Client.Post("/registry/peers/targets/results/all/n");
        Assert.Equal(424, answer.Status);
        Assert.Equal($$$"""{"{{{fails.Address}}}":false}""", answer.Json![$"{_peer}-2"]!.ToJsonString());
        Assert.True((bool)answer.Json[_peer]![pod.Address]!);
        await node.Client.Post("/registry/peers/clear").Done();
    }
}
