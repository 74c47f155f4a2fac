using Lockers.Sqlite.Files;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Sqlite.Nodes;

/// <summary>A file that cannot be written while a node serves: stores are 503, reads go on, and nothing acknowledged is lost.</summary>
public sealed class OutageTests : IDisposable
{
    private static readonly TimeSpan Deadline = TestDeadlines.Step;

    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task On_a_full_disk_stores_are_503_until_there_is_room()
    {
        using var disk = Tmpfs.Mount(16);
        var acknowledged = new List<string>();
        await using (var node = await SqliteNode.Start(disk.In("lockers.db")))
        {
            using var client = node.Patient();
            await node.Acknowledged("/registry/lockers/open/run");
            var filler = disk.Fill();
            await Until.Holds(async () => !await Stores(client, acknowledged), Deadline, () => "a store is refused", Stop);
            for (var time = 0; time < 3; time++) await Stores(client, acknowledged);
            await HasAll(client, acknowledged);
            await Said(node, "There is no room left for");

            File.Delete(filler);
            await Until.Holds(() => Stores(client, acknowledged), Deadline, () => "a store is taken again", Stop);
        }

        await using var again = await SqliteNode.Start(disk.In("lockers.db"));
        await HasAll(again.Client, acknowledged);
    }

    [Fact]
    public async Task Without_the_file_stores_are_503_until_it_is_back_and_reads_go_on()
    {
        var acknowledged = new List<string>();
        await using (var node = await SqliteNode.Start(_folder.Data))
        {
            using var client = node.Patient();
            await node.Acknowledged("/registry/lockers/open/run");
            await Until.Holds(() => Stores(client, acknowledged), Deadline, () => "a store is taken", Stop);

            File.Move(_folder.Data, _folder.In("elsewhere.db"));
            for (var time = 0; time < 2; time++) Assert.False(await Stores(client, acknowledged));
            await HasAll(client, acknowledged);
            Assert.Equal(200, (await client.Get("/registry/dump")).Status);
            await Said(node, "Move it back");

            File.Move(_folder.In("elsewhere.db"), _folder.Data);
            await Until.Holds(() => Stores(client, acknowledged), Deadline, () => "a store is taken again", Stop);
        }

        await using var again = await SqliteNode.Start(_folder.Data);
        await HasAll(again.Client, acknowledged);
    }

    [Fact]
    public async Task A_backup_beside_a_node_is_a_file_that_a_node_starts_from()
    {
        var acknowledged = new List<string>();
        var backup = _folder.In("backup.db");
        await using (var node = await SqliteNode.Start(_folder.Data))
        {
            using var client = node.Patient();
            await node.Acknowledged("/registry/lockers/open/run");
            for (var time = 0; time < 50; time++)
                await Until.Holds(() => Stores(client, acknowledged), Deadline, () => "a store is taken", Stop);
            var others = Task.WhenAll(Enumerable.Range(0, 50).Select(at => node.Acknowledged(SqliteNode.Stored($"other{at}"), "text")));
            TempFolder.Run(_folder.Data, $"VACUUM INTO '{backup}'");
            await others;
        }

        await using var restored = await SqliteNode.Start(backup);
        await HasAll(restored.Client, acknowledged);
    }

    private static Task Said(LockersNode node, string text) => Until.Holds(
        () => Task.FromResult(node.Process.Output.Contains(text, StringComparison.Ordinal)), Deadline,
        () => $"'{text}' is said:\n{node.Process.Output}", Stop);

    private static async Task<bool> Stores(NodeClient client, List<string> acknowledged)
    {
        var path = $"k{acknowledged.Count}";
        var status = (await client.Store(path, Text(path))).Status;
        if (status == 200) acknowledged.Add(path);
        else Assert.Equal(503, status);
        return status == 200;
    }

    private static async Task HasAll(NodeClient client, List<string> acknowledged)
    {
        foreach (var path in acknowledged)
        {
            var answer = await client.Read(path);
            Assert.Equal((200, Text(path)), (answer.Status, answer.Text));
        }
    }

    private static string Text(string path) => $"{path} {new string('x', 20_000)}";
}
