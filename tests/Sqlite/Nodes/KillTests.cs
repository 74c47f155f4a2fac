using System.Collections.Concurrent;
using Lockers.Sqlite.Files;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Sqlite.Nodes;

/// <summary>A node is killed while clients store: what was acknowledged is there when it is started again.</summary>
public sealed class KillTests : IDisposable
{
    private const int Clients = 16;

    private readonly TempFolder _folder = new();

    // The long form: LOCKERS_LONG=1.
    private static int Rounds => Environment.GetEnvironmentVariable("LOCKERS_LONG") == "1" ? 200 : 5;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_acknowledged_survives_SIGKILL()
    {
        var (all, last) = (new List<string>(), new List<string>());
        for (var round = 0; round < Rounds; round++)
        {
            await using var node = await SqliteNode.Start(_folder.Data);
            if (round == 0) await node.Acknowledged("/registry/lockers/open/run");
            await HasAll(node, last);
            var stored = new ConcurrentQueue<string>();
            var enough = Random.Shared.Next(50, 400);
            var clients = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => StoreUntilItEnds(node, stored, $"r{round}c{client}")));
            await Until.Holds(() => Task.FromResult(stored.Count >= enough), TestDeadlines.Step, () => "stores go on", Stop);
            node.Process.Kill();
            await clients;
            last = [.. stored];
            all.AddRange(last);
        }

        await using var at = await SqliteNode.Start(_folder.Data);
        await HasAll(at, all);
    }

    [Fact]
    public async Task What_was_imported_survives_SIGKILL()
    {
        var lines = string.Concat(Enumerable.Range(0, 20_000).Select(i =>
            $"{{\"path\":[\"A\",\"k{i:D5}\"],\"text\":\"{i}\",\"firstReported\":\"2001-01-01T00:00:01Z\",\"lastReported\":\"2001-01-01T00:00:02.{i:D5}1Z\"}}\n"));
        await using (var node = await SqliteNode.Start(_folder.Data))
        {
            var imported = await node.Acknowledged("/registry/lockers/run/import", lines);
            Assert.Equal("{\"stored\":20000}\n", imported.Text);
            node.Process.Kill();
        }

        await using var again = await SqliteNode.Start(_folder.Data);
        Assert.Equal(lines, (await again.Client.Get("/registry/lockers/run/export")).Text);
    }

    private static async Task StoreUntilItEnds(LockersNode node, ConcurrentQueue<string> stored, string client)
    {
        using var patient = node.Patient();
        try
        {
            for (var number = 0; ; number++)
            {
                var path = $"{client},k{number}";
                await patient.Acknowledged(SqliteNode.Stored(path), Text(path));
                stored.Enqueue(path);
            }
        }
        catch (HttpRequestException)
        {
            // The node has ended. Whether the last one is there is open: nobody asks for it.
        }
    }

    private static async Task HasAll(LockersNode node, List<string> stored)
    {
        foreach (var path in stored)
        {
            var answer = await node.Client.Read(path);
            Assert.Equal((200, path, Text(path)), (answer.Status, path, answer.Text));
        }
    }

    private static string Text(string path) => $"{path} {new string('x', path.GetHashCode(StringComparison.Ordinal) & 511)}";
}
