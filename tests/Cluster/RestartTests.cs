using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster;

public class RestartTests
{
    [Fact]
    public async Task A_front_end_outlives_its_node_and_serves_again_with_the_next()
    {
        var ports = FreePort.Several(2);
        string[] arguments = [$"--Lockers:SiloPort={ports[0]}", $"--Lockers:GatewayPort={ports[1]}"];
        await using var first = await LockersNode.Start(arguments);
        await using var frontEnd = await FrontEnd.Start(ports[1]);
        for (var round = 0; round < 5; round++) await frontEnd.Client.Post($"/lockers/open/before{round}");
        await frontEnd.Client.Post("/lockers/current/store/A", "before");

        first.Process.Terminate();
        await first.Process.Exit(TestDeadlines.Start, TestContext.Current.CancellationToken);
        Assert.Equal(503, await frontEnd.Status("/lockers/current/get/A"));

        await using var next = await LockersNode.Start(arguments);
        await frontEnd.Serves();

        Assert.Contains("locker default ", (await frontEnd.Client.Post("/lockers/current/store/A", "after")).Text, StringComparison.Ordinal);
        Assert.Equal("after", (await next.Client.Get("/lockers/default/get/A")).Text);
    }

    [Fact]
    public async Task A_front_end_that_starts_before_its_node_waits_for_it()
    {
        var ports = FreePort.Several(2);
        var starting = FrontEnd.Start(ports[1]);

        await using var node = await LockersNode.Start($"--Lockers:SiloPort={ports[0]}", $"--Lockers:GatewayPort={ports[1]}");

        await using var frontEnd = await starting;
        Assert.Equal(200, (await frontEnd.Client.Get("/lockers/labels")).Status);
    }

    [Fact]
    public async Task A_front_end_finds_a_node_of_a_named_cluster()
    {
        var gateway = FreePort.Several(1)[0];
        await using var node = await LockersNode.Start($"--Lockers:GatewayPort={gateway}", "--Lockers:ClusterId=mine", "--Lockers:ServiceId=mine");
        await using var frontEnd = await FrontEnd.Start(gateway, "--Lockers:ClusterId=mine", "--Lockers:ServiceId=mine");

        Assert.Equal(200, (await frontEnd.Client.Post("/lockers/X/store/A", "x")).Status);
    }
}
