using System.Globalization;
using System.Net.Sockets;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Node;

/// <summary>What a node says while it runs: once, what concerns an operator, and nothing for what clients do.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task A_stop_that_loses_many_lockers_is_one_line_with_their_number()
    {
        await using var node = await LockersNode.Start();
        for (var n = 0; n < 50; n++) await node.Client.Store($"l{n}", "a");

        node.Process.Terminate();
        await node.Process.Exit(TestDeadlines.Step, TestContext.Current.CancellationToken);

        var line = Assert.Single(Lines(node), line => line.Contains("warn:", StringComparison.Ordinal));
        Assert.Matches(@"what it held is gone\. Lockers, peers and instances: 5\d", line);
        Assert.Equal(2, Lines(node).Length);
    }

    [Fact]
    public async Task A_client_that_goes_away_in_its_upload_is_no_line()
    {
        await using var node = await LockersNode.Start();
        for (var n = 0; n < 20; n++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
            await socket.ConnectAsync("127.0.0.1", node.Address.Port, TestContext.Current.CancellationToken);
            await socket.SendAsync(
                "POST /registry/lockers/x/store/a HTTP/1.1\r\nHost: node\r\nContent-Length: 1000000\r\n\r\nte"u8.ToArray());

            // The node is in the middle of reading it.
            await node.Client.Get("/registry/lockers/labels").Done();
            socket.Close();
        }

        node.Process.Terminate();
        await node.Process.Exit(TestDeadlines.Step, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(Lines(node), line => line.Contains("fail:", StringComparison.Ordinal));
        Assert.True(Lines(node).Length <= 2, node.Process.Output);
    }

    [Fact]
    public async Task What_clients_of_HTTP_2_do_is_no_line()
    {
        await using var node = await LockersNode.Start();
        for (var n = 0; n < 20; n++)
        {
            var connection = await RawHttp2Connection.Open(node.Address, TestContext.Current.CancellationToken);
            var answered = await connection.Begin("GET", "/registry/lockers", isWhole: true);
            await connection.Answer(answered);
            await connection.Cancel(answered);
            var uploading = await connection.Begin("POST", "/registry/lockers/x/store/a", isWhole: false, ("content-length", "1000"));
            await connection.Write(new Http2Frame(Http2Frame.Data, 0, uploading, "te"u8.ToArray()));

            // The node is in the middle of reading it.
            await connection.Exchange("GET", "/registry/lockers/labels");
            if (n % 2 == 0) await connection.Cancel(uploading);
            await connection.Exchange("GET", "/registry/lockers/labels");
            if (n % 4 == 0) await connection.Write("garbage, garbage, garbage"u8.ToArray());
            connection.Dispose();
        }

        await node.Client.Get("/registry/lockers/labels").Done();
        node.Process.Terminate();
        await node.Process.Exit(TestDeadlines.Step, TestContext.Current.CancellationToken);
        Assert.True(Lines(node).Length <= 2, node.Process.Output);
    }

    [Fact]
    public async Task A_storage_that_is_away_is_said_when_it_begins_and_when_it_ends()
    {
        NeedsPostgresAttribute.Check();
        await using var postgres = await PrivatePostgres.Start();
        await using var node = await LockersNode.Start("--Lockers:Storage=PostgreSql", $"--ConnectionStrings:Lockers={postgres.ConnectionString}");
        using var client = new NodeClient(node.Address) { MayBeUnavailable = true };
        await client.Store("x", "a");
        await postgres.Kill();

        var first = await client.Post("/registry/lockers/x/store/a", "text");
        var more = await Task.WhenAll(Enumerable.Range(0, 10).SelectMany(n => new[]
        {
            client.Post("/registry/lockers/x/store/a", "text"), client.Post($"/registry/lockers/new{n}/store/a", "text"), client.Get($"/registry/lockers/new{n}/get/a"),
        }));

        Assert.All(more, answer => Assert.Equal(503, answer.Status));
        Assert.Equal(503, first.Status);
        await Said(node, $"traceId {(string?)first.Json!["traceId"]}");
        await Said(node, "The storage does not answer; until it does");
        AssertTurns(node, atMost: more.Length / 2);
        Assert.DoesNotContain(Lines(node), line => line.Contains("fail:", StringComparison.Ordinal));

        await postgres.StartAgain();
        await Until.Holds(
            async () => (await client.Post("/registry/lockers/x/store/a", "text")).Status == 200,
            TestDeadlines.Step, () => "stores are accepted again", TestContext.Current.CancellationToken);
        await Said(node, "Available again");
        await Said(node, "The storage answers again");

        AssertTurns(node, atMost: more.Length);
    }

    [Fact]
    public async Task Every_unavailable_answer_is_found_in_the_log_by_its_number_where_debug_is_on()
    {
        NeedsPostgresAttribute.Check();
        await using var postgres = await PrivatePostgres.Start();
        await using var node = await LockersNode.Start(
            "--Lockers:Storage=PostgreSql", $"--ConnectionStrings:Lockers={postgres.ConnectionString}", "--Logging:LogLevel:Lockers.Api.Http=Debug");
        using var client = new NodeClient(node.Address) { MayBeUnavailable = true };
        await client.Store("x", "a");
        await postgres.Kill();

        for (var n = 0; n < 3; n++)
        {
            var answer = await client.Post($"/registry/lockers/x/store/a{n.ToString(CultureInfo.InvariantCulture)}", "text");
            await Said(node, $"traceId {(string?)answer.Json!["traceId"]}");
        }
    }

    [Fact]
    public async Task A_node_watches_no_files()
    {
        await using var node = await LockersNode.Start();

        Assert.DoesNotContain(
            Directory.GetFiles($"/proc/{node.Process.Id}/fd"), file => new FileInfo(file).LinkTarget?.Contains("inotify", StringComparison.Ordinal) == true);
    }

    private static Task Said(LockersNode node, string text) => Until.Holds(
        () => Task.FromResult(node.Process.Output.Contains(text, StringComparison.Ordinal)),
        TestDeadlines.Step, () => $"'{text}' is in the log:\n{node.Process.Output}", TestContext.Current.CancellationToken);

    // Where the machine pauses between requests, and while a storage comes back, it may end and begin again, of which each is said.
    private static void AssertTurns(LockersNode node, int atMost)
    {
        Assert.InRange(Lines(node).Count(IsOurs), 2, atMost);
        foreach (var (begins, ends) in ((string, string)[])[
            (": unavailable: ", "Available again"), ("The storage does not answer; until it does", "The storage answers again")])
        {
            var turns = Lines(node).Where(IsOurs).Select(line => line.Contains(begins, StringComparison.Ordinal) ? begins : line.Contains(ends, StringComparison.Ordinal) ? ends : "")
                .Where(turn => turn != "").ToList();
            Assert.Equal(turns.Select((_, at) => at % 2 == 0 ? begins : ends), turns);
        }
    }

    // The schema is applied at the start; what Orleans says of a slow machine is its own.
    private static bool IsOurs(string line) =>
        line.Contains(": Lockers.Api.", StringComparison.Ordinal) || line.Contains(": Lockers.Grains.", StringComparison.Ordinal);

    private static string[] Lines(LockersNode node) => node.Process.Lines;
}
