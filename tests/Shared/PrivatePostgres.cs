using System.Collections.Concurrent;

namespace Lockers.Tests.Shared;

/// <summary>
/// A real PostgreSQL for one test, fixture or benchmark: a server of its own, which can be killed and started again; or, where
/// <see cref="Variable"/> names a server, databases of its own on that one. Nothing of it is left at the end.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    /// <summary>
    /// The variable that may hold the connection string, in Npgsql's form, of a server on which databases may be created.
    /// </summary>
    public const string Variable = "LOCKERS_TEST_POSTGRES";

    // A disk that others keep busy makes commits take seconds, which nodes answer with 503.
    private static readonly string[] WithoutDisk = ["fsync = off", "full_page_writes = off"];

    private readonly PostgresServer? _server;
    private readonly Psql _administration;
    private readonly ConcurrentQueue<string> _databases = new();

    private PrivatePostgres(PostgresServer? server, Psql administration)
    {
        _server = server;
        _administration = administration;
        ConnectionString = administration.ConnectionString;
    }

    /// <summary>The connection string, in Npgsql's form, of a fresh database. It stays the same when the server starts again.</summary>
    public string ConnectionString { get; private set; }

    /// <summary>The settings with which a server waits for the disk at each commit, and keeps what it acknowledged when the machine dies.</summary>
    public static string[] Durable => ["fsync = on", "full_page_writes = on"];

    /// <summary>What is missing here to start one, in one line that says how to install it; null where nothing is.</summary>
    public static string? Missing =>
        string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Variable)) ? PostgresPrograms.Missing : null;

    /// <summary>
    /// Starts a server, in about two seconds. It keeps what it acknowledged when it is killed, since the system has it then; when the machine dies,
    /// only if it is <see cref="Durable"/>.
    /// </summary>
    /// <param name="settings">Further lines of <c>postgresql.conf</c>; a server that is there already ignores them.</param>
    /// <exception cref="FileNotFoundException">PostgreSQL is not installed; says how to.</exception>
    public static async Task<PrivatePostgres> Start(params string[] settings)
    {
        var given = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrWhiteSpace(given)) return await On(given);
        var server = await PostgresServer.Start([.. WithoutDisk, .. settings]);
        return await Prepared(new PrivatePostgres(server, new Psql(server.ConnectionString)));
    }

    /// <summary>Uses a server that is there already, with databases of its own, which are dropped at the end.</summary>
    public static Task<PrivatePostgres> On(string connectionString) =>
        Prepared(new PrivatePostgres(null, new Psql(connectionString)));

    /// <summary>Creates another database.</summary>
    /// <returns>Its connection string, in Npgsql's form.</returns>
    public async Task<string> NewDatabase()
    {
        var name = $"lockers_{Guid.NewGuid():N}";
        await _administration.Run($"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
        _databases.Enqueue(name);
        return _administration.Of(name).ConnectionString;
    }

    /// <summary>Runs SQL with <c>psql</c>, in the first database unless told otherwise.</summary>
    /// <returns>The rows, one a line, columns separated by <c>|</c>.</returns>
    public Task<string> Query(string sql, string? connectionString = null) => new Psql(connectionString ?? ConnectionString).Run(sql);

    /// <summary>Kills the server with SIGKILL, as a crash does; returns when its port is free.</summary>
    public Task Kill() => Own().Kill();

    /// <summary>Stops the server in good order.</summary>
    public Task Stop() => Own().Stop();

    /// <summary>Starts the killed or stopped server again, on its port, with its data; returns when it answers.</summary>
    public Task StartAgain() => Own().StartAgain();

    /// <summary>Cuts every connection to these databases, as a network or an administrator does.</summary>
    public Task CutConnections() => _administration.Run(
        $"""
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname IN ('{string.Join("', '", _databases)}') AND backend_type = 'client backend' AND pid <> pg_backend_pid()
        """);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            return;
        }

        while (_databases.TryDequeue(out var name)) await _administration.Run($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    private static async Task<PrivatePostgres> Prepared(PrivatePostgres postgres)
    {
        try
        {
            postgres.ConnectionString = await postgres.NewDatabase();
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    private PostgresServer Own() => _server ?? throw new InvalidOperationException(
        $"This kills, stops or starts PostgreSQL, and the server is not its own. Run it without {Variable}.");
}
