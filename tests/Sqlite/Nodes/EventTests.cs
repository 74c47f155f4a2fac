using System.Text.Json.Nodes;
using Lockers.Sqlite.Files;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Sqlite.Nodes;

/// <summary>What was acknowledged of events is there when a node is killed and started again: those of peers and the registry's own.</summary>
public sealed class EventTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Events_outlast_a_node_that_is_killed_with_their_bound_and_their_numbers()
    {
        JsonNode before;
        await using (var node = await SqliteNode.Start(_folder.Data, "--Lockers:MaxEventsPerPeer=50"))
        {
            await Ok(node.Client.Post("/registry/peers/add", """{"name":"p","address":"1.1.1.1:1"}""", "application/json"));
            foreach (var number in Enumerable.Range(1, 60)) await Ok(Store(node, $"e{number}"));
            await Until.Holds(
                async () => (await Events(node))["registry"]?.AsArray().Count >= 1, TestDeadlines.Step, () => "the registry has noted the peer",
                TestContext.Current.CancellationToken);
            before = await Events(node);
            node.Process.Kill();
        }

        await using var again = await SqliteNode.Start(_folder.Data, "--Lockers:MaxEventsPerPeer=50");

        Assert.Equal(before.ToJsonString(), (await Events(again)).ToJsonString());
        Assert.Equal(50, before["p"]!.AsArray().Count);
        Assert.Equal("Peer [p] event [61] stored\n", (await Ok(Store(again, "e61"))).Text);
        Assert.Equal("e12", (string)(await Events(again))["p"]![0]!["title"]!);
    }

    private static Task<Answer> Store(LockersNode node, string title) =>
        node.Client.Post("/registry/peers/p/host/events/store", $$$"""{"title":"{{{title}}}","data":{"x":[1]}}""", "application/json");

    private static async Task<JsonNode> Events(LockersNode node) => (await Ok(node.Client.Get("/registry/peers/events?data=y"))).Json!;

    private static async Task<Answer> Ok(Task<Answer> call)
    {
        var answer = await call;
        Assert.Equal(200, answer.Status);
        return answer;
    }
}
