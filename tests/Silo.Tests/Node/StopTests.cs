using System.Text;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Node;

public sealed class StopTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // One of several nodes may take 90 s to stop, in which what it holds goes to the others: clients must not make it take all of them.
    private static readonly TimeSpan ClusteredDeadline = TimeSpan.FromSeconds(80);

    [Fact]
    public async Task A_node_that_is_told_to_stop_ends_well()
    {
        await using var node = await LockersNode.Start();
        await node.Client.Store("default", "a");
        await node.Client.Post("/registry/peers/p/1.1.1.1:1/locker/store/a", "text").Done();

        node.Process.Terminate();

        Assert.Equal(0, await node.Process.Exit(Deadline, TestContext.Current.CancellationToken));
        Assert.Contains("what it held is gone", node.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", node.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_under_way_are_answered_before_a_node_ends()
    {
        await using var node = await LockersNode.Start();
        using var connection = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken);
        await Begin(connection, "POST /registry/lockers/default/store/a HTTP/1.1\r\nHost: node\r\nContent-Length: 4\r\n");
        await connection.Write("te"u8.ToArray());

        node.Process.Terminate();
        await connection.Write("xt"u8.ToArray());

        Assert.Equal(200, (await connection.Read())?.Status);
        Assert.Equal(0, await node.Process.Exit(Deadline, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Open_connections_of_HTTP_2_are_told_to_go_away_and_end()
    {
        await using var node = await LockersNode.Start();
        using var idle = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
        using var busy = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
        using var half = await RawHttp2Connection.Connect(node.Address, TestContext.Current.CancellationToken);
        await half.Write("PRI * HT"u8.ToArray());
        await idle.Exchange("GET", "/registry/lockers");
        var stream = await busy.Begin("POST", "/registry/lockers/default/store/a", isWhole: false, ("content-length", "4"));
        await busy.Exchange("GET", "/registry/lockers");

        node.Process.Terminate();
        await idle.End();
        await half.End();
        Assert.Equal(0, Assert.Single(idle.GoAways).ErrorCode);
        await busy.Write(new Http2Frame(Http2Frame.Data, Http2Frame.EndStream, stream, "text"u8.ToArray()));

        Assert.Equal(200, (await busy.Answer(stream)).Status);
        Assert.Equal(0, await node.Process.Exit(Deadline, TestContext.Current.CancellationToken));
        await busy.End();
        Assert.All(busy.GoAways, goAway => Assert.Equal(0, goAway.ErrorCode));
    }

    [Fact]
    public async Task Clients_that_send_no_more_of_their_bodies_do_not_hold_up_the_stop()
    {
        NeedsPostgresAttribute.Check();
        await using var postgres = await PrivatePostgres.Start();
        await using var node = await LockersNode.Start("--Lockers:Clustering=PostgreSql", $"--ConnectionStrings:Lockers={postgres.ConnectionString}");
        using var http1 = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken);
        using var load = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken);
        using var http2 = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
        await Begin(http1, "POST /registry/lockers/default/store/a HTTP/1.1\r\nHost: node\r\nContent-Length: 4\r\n");
        await http1.Write("te"u8.ToArray());
        await Begin(load, "POST /registry/load HTTP/1.1\r\nHost: node\r\nContent-Length: 100\r\n");
        await load.Write("{\"lockers\":"u8.ToArray());
        await http2.Begin("POST", "/registry/lockers/default/store/a", isWhole: false, ("content-length", "4"));
        await http2.Exchange("GET", "/registry/lockers");
        await node.Client.Get("/registry/lockers").Done();

        node.Process.Terminate();

        Assert.Equal(0, await node.Process.Exit(ClusteredDeadline, TestContext.Current.CancellationToken));
    }

    // What is stored in memory goes to another node behind it, and needs the time.
    [Fact]
    public async Task Clients_that_read_no_more_of_their_answers_do_not_hold_up_the_stop()
    {
        NeedsPostgresAttribute.Check();
        await using var postgres = await PrivatePostgres.Start();
        await using var node = await LockersNode.Start("--Lockers:Clustering=PostgreSql", $"--ConnectionStrings:Lockers={postgres.ConnectionString}");
        await node.Client.Post("/registry/lockers/default/store/a", new string('x', 16 * 1024 * 1024)).Done();
        using var http1 = await RawConnection.Open(node.Address, receiveBuffer: 4096, TestContext.Current.CancellationToken);
        using var http2 = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
        await http1.Write(RawConnection.Request("GET", "/registry/lockers/default/get/a", null));
        await http2.Begin("GET", "/registry/lockers/default/get/a", isWhole: true);
        await node.Client.Get("/registry/lockers/labels").Done();

        node.Process.Terminate();

        Assert.Equal(0, await node.Process.Exit(ClusteredDeadline, TestContext.Current.CancellationToken));
    }

    // A node that is told to stop closes a connection of which it has not heard yet: it asks for the body once the request is under way.
    private static async Task Begin(RawConnection connection, string head)
    {
        await connection.Write(Encoding.ASCII.GetBytes($"{head}Expect: 100-continue\r\n\r\n"));
        Assert.True(await connection.Continues(), "The node asks for the body.");
    }
}
