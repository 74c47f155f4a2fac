using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

/// <summary>Who may use the records of one service in one database: a node that is alone, or the nodes of one cluster.</summary>
public sealed class StorageLockTests(ScenarioPostgres postgres)
{
    private const string Standalone = "--Lockers:Clustering=Localhost";
    private const string Clustered = "--Lockers:Clustering=PostgreSql";
    private const string InUse = "Storage: Another node uses the records of service 'lockers' in this database.";
    private static readonly TimeSpan Deadline = TestDeadlines.Recovery;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Standalone, Standalone)]
    [InlineData(Standalone, Clustered)]
    [InlineData(Clustered, Standalone)]
    [InlineData(Clustered + " --Lockers:ClusterId=one", Clustered + " --Lockers:ClusterId=other")]
    public async Task A_node_refuses_to_start_on_records_that_another_owner_uses(string first, string second)
    {
        var database = await postgres.Server.NewDatabase();
        await using var node = Node(database, first);
        await node.Start();
        await Stored(node, "kept");

        var refused = new NodeProcess(Arguments(database, second).Arguments);
        await using (refused)
        {
            Assert.Equal(1, await refused.Exit(Deadline, Stop));
            var line = Assert.Single(refused.Output.Split('\n'), line => line.StartsWith("Storage:", StringComparison.Ordinal));
            Assert.StartsWith(InUse, line, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", refused.Output, StringComparison.Ordinal);
        }

        Assert.Equal("kept", await Read(node));

        // Once the first one has ended, in good order or not, the other one has everything.
        await node.Kill();
        await using var next = Node(database, second);
        await next.Start();
        Assert.Equal("kept", await Read(next));
    }

    [Fact]
    public async Task Nodes_of_other_services_and_nodes_in_memory_are_no_matter()
    {
        var database = await postgres.Server.NewDatabase();
        await using var node = Node(database, Standalone);
        await using var other = Node(database, Standalone, "--Lockers:ServiceId=other");
        await using var inMemory = Node(database, Clustered, "--Lockers:Storage=Memory");
        await Task.WhenAll(node.Start(), other.Start(), inMemory.Start());
    }

    [Fact]
    public async Task A_node_that_was_killed_or_stopped_is_followed_at_once()
    {
        var database = await postgres.Server.NewDatabase();
        await using var node = Node(database, Standalone);
        await node.Start();
        for (var round = 0; round < 2; round++)
        {
            await Stored(node, $"{round}");
            if (round == 0) await node.Kill();
            else Assert.Equal(0, await node.Stop());
            await node.Start();
            Assert.Equal($"{round}", await Read(node));
        }
    }

    [Fact]
    public async Task A_node_whose_session_is_ended_takes_the_lock_again_and_goes_on()
    {
        var database = await postgres.Server.NewDatabase();
        await using var node = Node(database, Standalone);
        await node.Start();
        for (var round = 0; round < 3; round++)
        {
            var ended = await EndSession(database);
            await Eventually(async () => await Holders(database) is { Length: > 0 } holder && holder != ended, "the lock is held again");
            await Eventually(async () => await Store(node, $"{round}") == 200, "stores go on");
            Assert.Equal($"{round}", await Read(node));
        }

        Assert.False(node.HasEnded);
    }

    [Fact]
    public async Task A_node_answers_nothing_while_it_cannot_hold_the_lock_and_goes_on_when_it_can()
    {
        await using var own = await PrivatePostgres.Start();
        await using var node = Node(own.ConnectionString, Standalone);
        await node.Start();
        await Stored(node, "kept");

        await own.Kill();
        await Eventually(async () => (await Ask(node, "GET", "/registry/lockers/X/get/a")).Status == 503, "reads are refused");
        Assert.Equal(503, await Store(node, "lost"));
        Assert.Equal(503, (await Ask(node, "GET", "/registry/lockers/labels")).Status);

        await own.StartAgain();
        await Eventually(async () => await Store(node, "again") == 200, "stores go on");
        Assert.Equal("again", await Read(node));
        Assert.False(node.HasEnded);
    }

    [Fact]
    public async Task A_node_that_stood_still_ends_when_another_one_has_taken_over_and_serves_no_past()
    {
        var database = await postgres.Server.NewDatabase();
        await using var node = Node(database, Standalone);
        await using var next = Node(database, Standalone);
        await node.Start();
        await Stored(node, "old");

        node.Freeze();
        await EndSession(database);
        await next.Start();
        Assert.Equal("old", await Read(next));
        await Stored(next, "new");
        var waiting = Ask(node, "GET", "/registry/lockers/X/get/a");
        node.Thaw();
        Assert.NotEqual(200, (await waiting).Status);
        await Eventually(() => Task.FromResult(node.HasEnded), "the first node ends");
        Assert.Contains("Another node has taken over the records of service 'lockers'.", node.Tail(), StringComparison.Ordinal);
        Assert.Equal("new", await Read(next));
    }

    [Fact]
    public async Task A_node_that_stood_still_and_was_not_replaced_goes_on()
    {
        var database = await postgres.Server.NewDatabase();
        await using var node = Node(database, Standalone);
        await node.Start();
        node.Freeze();
        await Task.Delay(TimeSpan.FromSeconds(4), Stop);
        node.Thaw();
        await Eventually(async () => await Store(node, "on") == 200, "stores go on");
    }

    private static ClusterNode Node(string database, params string[] extra)
    {
        var (address, arguments) = Arguments(database, extra);
        return new("node", address, "/health/ready", () => new NodeProcess(arguments));
    }

    private static (Uri Address, string[] Arguments) Arguments(string database, params string[] extra)
    {
        var (address, ports) = LockersNode.OnFreePorts();
        return (address, [
            .. ports, $"--ConnectionStrings:Lockers={database}", "--Lockers:Storage=PostgreSql",
            .. extra.SelectMany(some => some.Split(' ')),
        ]);
    }

    private async Task<string> EndSession(string database)
    {
        var holder = await Holders(database);
        Assert.NotEqual("", holder);
        await postgres.Server.Query($"SELECT pg_terminate_backend({holder})", database);
        return holder;
    }

    private Task<string> Holders(string database) => postgres.Server.Query(
        """
        SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """,
        database);

    private static async Task<int> Store(ClusterNode node, string text) =>
        (await Ask(node, "POST", "/registry/lockers/X/store/a", text)).Status;

    // On a busy machine a node may be without the lock or its lease for a moment.
    private static Task Stored(ClusterNode node, string text) => Eventually(async () => await Store(node, text) == 200, $"'{text}' is stored");

    private static async Task<string?> Read(ClusterNode node)
    {
        Reply reply = null!;
        await Eventually(async () => (reply = await Ask(node, "GET", "/registry/lockers/X/get/a")).Status is not (0 or 503), "a read is answered");
        return reply.Status == 200 ? reply.Answer!.Text : $"{reply.Note} {reply.Answer}";
    }

    private static async Task<Reply> Ask(ClusterNode node, string method, string target, string? body = null)
    {
        using var door = new Door(node, TimeSpan.FromSeconds(20));
        return await door.Ask(method, target, body);
    }

    private static Task Eventually(Func<Task<bool>> condition, string what) => Until.Holds(condition, Deadline, () => what, Stop);
}
