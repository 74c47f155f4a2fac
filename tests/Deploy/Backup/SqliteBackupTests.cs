using Lockers.Deploy.Running;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Deploy.Backup;

/// <summary>A backup of a node's file under load, by the guide's commands, and a node on what they restore.</summary>
public sealed class SqliteBackupTests : IDisposable
{
    private readonly BackupCommands _commands = new();

    public void Dispose() => _commands.Dispose();

    [Fact]
    public async Task What_was_acknowledged_before_a_backup_began_is_in_the_file_that_is_restored()
    {
        await NeedsSqlite();
        int[] before, behind;
        await using (var node = await Start())
        {
            var clients = StoringClients.Start(node);
            await clients.More(1500);
            before = clients.Acknowledged();
            await _commands.Run("VACUUM INTO");
            behind = clients.Acknowledged();
            await clients.More(100);
            await clients.End();

            // So that there is a log to remove.
            node.Process.Kill();
            await node.Process.Exit(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }

        Assert.True(File.Exists(_commands.In("/data/lockers.db-wal")));
        await _commands.Run("rm -f");

        await using (var restored = await Start())
        {
            var there = await StoringClients.Check(restored, before, behind);
            Assert.Equal(200, (await restored.Client.Post("/registry/lockers/run0/store/later", "text")).Status);
            (before, behind) = (there, there);
        }

        await using var again = await Start();
        await StoringClients.Check(again, before, behind);
        Assert.Equal("text", (await again.Client.Get("/registry/lockers/run0/get/later")).Text);
    }

    [Fact]
    public async Task With_the_node_gone_a_copy_of_the_file_and_its_log_is_a_backup()
    {
        int[] stored;
        await using (var node = await Start())
        {
            var clients = StoringClients.Start(node);
            await clients.More(200);
            await clients.End();
            stored = clients.Acknowledged();
            node.Process.Kill();
            await node.Process.Exit(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }

        foreach (var name in (string[])["lockers.db", "lockers.db-wal"]) File.Copy(_commands.In($"/data/{name}"), _commands.In($"/backup/{name}"));

        await using var copy = await Start("/backup/lockers.db");
        await StoringClients.Check(copy, stored, stored);
    }

    private Task<LockersNode> Start(string file = "/data/lockers.db") =>
        LockersNode.Start("--Lockers:Storage=Sqlite", $"--Lockers:DataPath={_commands.In(file)}");

    // Without it the test is skipped, under CI it fails.
    private static async Task NeedsSqlite()
    {
        if ((await Bash.Run("-c", "command -v sqlite3")).ExitCode == 0) return;
        const string missing = "sqlite3 is not on the path. On Debian: apt-get install sqlite3.";
        if (Environment.GetEnvironmentVariable("CI") is "true" or "1") Assert.Fail(missing);
        Assert.Skip(missing);
    }
}
