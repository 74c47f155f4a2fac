using Lockers.Postgres.Server;
using Lockers.Silo.Postgres;
using Lockers.Silo.Postgres.Journals;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Lockers.Postgres.Journals;

/// <summary>A database with the nodes' schema, and the journals of two nodes in it.</summary>
public sealed class JournalFixture(ServerFixture server) : IAsyncLifetime
{
    public const string Service = "lockers";

    /// <summary>The connection string of the database.</summary>
    public string Database { get; private set; } = "";

    public PrivatePostgres Postgres => server.Postgres;

    /// <summary>The journals as one node has them.</summary>
    internal PostgresJournals Journals { get; private set; } = null!;

    /// <summary>The same of another node, with connections of its own.</summary>
    internal PostgresJournals Others { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (!server.IsThere) return;

        // Statements that are used often are prepared by Npgsql, as in the nodes.
        Database = $"{await server.Postgres.NewDatabase()};Max Auto Prepare=32;Auto Prepare Min Usages=2;No Reset On Close=true;Maximum Pool Size=26";
        await new Schema(NullLogger<Schema>.Instance).Apply(Database, create: true, CancellationToken.None);
        (Journals, Others) = (NewJournals("one"), NewJournals("other"));
    }

    /// <summary>The journals of one more node.</summary>
    internal PostgresJournals NewJournals(string application, string service = Service) => new($"{Database};Application Name={application}", service);

    /// <summary>Runs SQL in the database.</summary>
    public Task<string> Query(string sql) => server.Postgres.Query(sql, Database);

    /// <summary>Opens a session in the database that is in a transaction.</summary>
    public async Task<NpgsqlConnection> Begin(string statement)
    {
        var session = new NpgsqlConnection(Database);
        await session.OpenAsync();
        await using var begin = new NpgsqlCommand($"BEGIN; {statement}", session);
        await begin.ExecuteNonQueryAsync();
        return session;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
