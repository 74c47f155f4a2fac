using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Node;

public sealed class StopTests
{
    [Fact]
    public async Task A_node_that_is_told_to_stop_ends_well()
    {
        await using var node = await LockersNode.Start();
        await node.Client.Store("default", "a");
        await node.Client.Post("/registry/peers/p/1.1.1.1:1/locker/store/a", "text").Done();

        node.Process.Terminate();

        Assert.Equal(0, await node.Process.Exit(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Contains("what it held is gone", node.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", node.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_under_way_are_answered_before_a_node_ends()
    {
        await using var node = await LockersNode.Start();
        using var connection = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken);
        await connection.Write("POST /registry/lockers/default/store/a HTTP/1.1\r\nHost: node\r\nContent-Length: 4\r\n\r\nte"u8.ToArray());
        await node.Client.Get("/registry/lockers").Done();

        node.Process.Terminate();
        await connection.Write("xt"u8.ToArray());

        Assert.Equal(200, (await connection.Read())?.Status);
        Assert.Equal(0, await node.Process.Exit(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }
}
