using System.Data.Common;
using System.Text.Json;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Deploy.Backup;

/// <summary>A backup of PostgreSQL under load, by the guide's commands, and a node on what they restore.</summary>
[NeedsPostgres]
public sealed class PostgresBackupTests : IAsyncLifetime
{
    private readonly BackupCommands _commands = new();
    private PostgresServer? _server;

    private PostgresServer Server => _server ?? throw new InvalidOperationException("The server is not started.");

    // The names of the databases are the guide's, so the server is the test's own.
    public async ValueTask InitializeAsync()
    {
        if (PostgresPrograms.Missing is null) _server = await PostgresServer.Start([]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _commands.Dispose();
    }

    [Theory]
    [InlineData("Localhost")]
    [InlineData("PostgreSql")]
    public async Task What_was_acknowledged_before_a_dump_began_is_in_the_database_that_it_is_restored_into(string clustering)
    {
        await Create();
        int[] before, behind;
        await using (var node = await Start("lockers", clustering))
        {
            var clients = StoringClients.Start(node);
            await clients.More(1500);
            before = clients.Acknowledged();
            await Run("pg_dump");
            behind = clients.Acknowledged();
            await clients.More(100);
            await clients.End();
        }

        await Run("pg_restore");

        await using (var restored = await Start("lockers_restored", clustering))
        {
            var there = await StoringClients.Check(restored, before, behind);
            Assert.Equal(200, (await restored.Client.Post("/registry/lockers/run0/store/later", "text")).Status);
            Assert.Equal(200, (await restored.Client.Post("/registry/lockers/open/new")).Status);
            (before, behind) = (there, there);
        }

        await using var again = await Start("lockers_restored", clustering);
        await StoringClients.Check(again, before, behind);
        Assert.Equal("text", (await again.Client.Get("/registry/lockers/run0/get/later")).Text);
        Assert.Contains("\"new\"", (await again.Client.Get("/registry/lockers/labels")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_beside_a_cluster_that_runs_is_a_cluster_of_its_own()
    {
        await Create();
        await using var node = await Start("lockers", "PostgreSql");
        await Store(node, "before");
        await Run("pg_dump");
        await Run("pg_restore");

        await using var copy = await Start("lockers_restored", "PostgreSql", "--Lockers:ClusterId=copy");
        await Store(copy, "copy");
        await Store(node, "node");

        Assert.Equal("{\"before\":200,\"copy\":200,\"node\":404}", await Has(copy));
        Assert.Equal("{\"before\":200,\"copy\":404,\"node\":200}", await Has(node));

        static async Task Store(LockersNode at, string key) => Assert.Equal(200, (await at.Client.Post($"/registry/lockers/run/store/{key}", "text")).Status);

        static async Task<string> Has(LockersNode at)
        {
            var has = new SortedDictionary<string, int>(StringComparer.Ordinal);
            foreach (var key in (string[])["before", "copy", "node"]) has[key] = (await at.Client.Get($"/registry/lockers/run/get/{key}")).Status;
            return JsonSerializer.Serialize(has);
        }
    }

    // As an administrator does for the nodes.
    private async Task Create()
    {
        var administration = new Psql(Server.ConnectionString);
        await administration.Run("CREATE ROLE lockers LOGIN CREATEDB");
        await administration.Run("CREATE DATABASE lockers OWNER lockers TEMPLATE template0 ENCODING 'UTF8'");
    }

    private Task<LockersNode> Start(string database, string clustering, params string[] more) => LockersNode.Start(
        [.. more, "--Lockers:Storage=PostgreSql", $"--Lockers:Clustering={clustering}",
        $"--ConnectionStrings:Lockers={new DbConnectionStringBuilder { ConnectionString = Server.ConnectionString, ["Username"] = "lockers", ["Database"] = database }}"]);

    private Task Run(string words)
    {
        var server = new DbConnectionStringBuilder { ConnectionString = Server.ConnectionString };
        return _commands.Run(
            words, $"PGHOST={server["Host"]}", $"PGPORT={server["Port"]}", "PGUSER=lockers",
            $"PATH={PostgresPrograms.ServerFolder}:{Environment.GetEnvironmentVariable("PATH")}");
    }
}
