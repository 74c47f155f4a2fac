using System.Diagnostics;

namespace Lockers.Tests.Shared;

/// <summary>A PostgreSQL server with a data folder of its own, on a free port of loopback, that trusts everybody there.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "postgres";

    // Makes the data folder; and ends the server and the folder when the pipe to this process closes, however it came to its end.
    private const string Keeper =
        """
        "$0/initdb" --pgdata "$1" --username "$2" --auth=trust --encoding=UTF8 --locale=C --no-sync --no-instructions 2>&1
        echo "initdb ended with $?"
        cat >/dev/null
        "$0/pg_ctl" stop --pgdata "$1" --mode=immediate --timeout=10 --silent
        rm -rf "$1"
        """;

    private static readonly TimeSpan Deadline = TestDeadlines.Start;
    private readonly string _folder;
    private readonly Process _keeper;
    private Process? _postmaster;
    private bool _disposed;

    private PostgresServer(string folder)
    {
        _folder = folder;
        var keeper = PostgresPrograms.AsServerUser("sh", "-c", Keeper, PostgresPrograms.ServerFolder, folder, User);
        keeper.RedirectStandardInput = keeper.RedirectStandardOutput = keeper.RedirectStandardError = true;
        _keeper = Process.Start(keeper)!;
    }

    /// <summary>The superuser's, who has no password, in Npgsql's form; the same as long as the server lives.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username={User};Database=postgres";

    private int Port { get; set; }

    /// <summary>Makes the folder and starts a server in it.</summary>
    /// <param name="settings">Lines of <c>postgresql.conf</c>, after our own.</param>
    public static async Task<PostgresServer> Start(IReadOnlyList<string> settings)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"lockers-postgres-{Guid.NewGuid():N}");
        var server = new PostgresServer(folder);
        try
        {
            await server.FolderIsMade();
            await File.AppendAllLinesAsync(Path.Combine(folder, "postgresql.conf"), [
                "listen_addresses = '127.0.0.1'", $"unix_socket_directories = '{folder}'", "max_connections = 200", .. settings]);
            await server.Launch(choosePort: true);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again, after a kill or a stop; it answers once it has recovered.</summary>
    public async Task StartAgain()
    {
        if (_postmaster is { HasExited: false }) throw new InvalidOperationException("The PostgreSQL server is running.");
        await Launch(choosePort: false);
    }

    /// <summary>SIGKILL to all of its processes, as when the machine dies; returns when its port is free.</summary>
    public async Task Kill()
    {
        Running().Kill(entireProcessTree: true);
        await Gone();
    }

    /// <summary>Ends it in good order: connections are cut, everything is written.</summary>
    public async Task Stop()
    {
        Running();
        await PostgresPrograms.Run(
            PostgresPrograms.AsServerUser(PostgresPrograms.Server("pg_ctl"), "stop", "--pgdata", _folder, "--mode=fast", "--silent"));
        await Gone();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        _keeper.StandardInput.Close();
        using var late = new CancellationTokenSource(Deadline);
        await _keeper.WaitForExitAsync(late.Token);
        _keeper.Dispose();
        _postmaster?.Dispose();
    }

    private async Task FolderIsMade()
    {
        using var late = new CancellationTokenSource(Deadline);
        var said = new List<string>();
        while (await _keeper.StandardOutput.ReadLineAsync(late.Token) is { } line)
        {
            said.Add(line);
            if (line == "initdb ended with 0") return;
            if (line.StartsWith("initdb ended", StringComparison.Ordinal)) break;
        }

        throw new InvalidOperationException($"No data folder for PostgreSQL. It said:\n{string.Join('\n', said)}");
    }

    private Process Running() => _postmaster is { HasExited: false } running
        ? running
        : throw new InvalidOperationException("The PostgreSQL server is not running.");

    // A port that was free may be taken meanwhile, and a killed server's processes may hold its memory a moment longer.
    private async Task Launch(bool choosePort)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (choosePort) Port = FreePort.Several(1)[0];
            _postmaster?.Dispose();
            _postmaster = Process.Start(PostgresPrograms.AsServerUser(
                "sh", "-c", "exec \"$0\" -D \"$1\" -p \"$2\" >>\"$1/server.log\" 2>&1 </dev/null",
                PostgresPrograms.Server("postgres"), _folder, $"{Port}"))!;
            await Until.Holds(EndedOrAnswers, Deadline, () => $"PostgreSQL answers. It said:\n{Log()}", CancellationToken.None);
            if (!_postmaster.HasExited) return;
            if (attempt == 5) throw new InvalidOperationException($"PostgreSQL did not start. It said:\n{Log()}");
        }
    }

    private async Task<bool> EndedOrAnswers() => _postmaster!.HasExited || await Answers();

    private async Task Gone()
    {
        using var late = new CancellationTokenSource(Deadline);
        await _postmaster!.WaitForExitAsync(late.Token);
        await Until.Holds(async () => !await Answers(), Deadline, () => $"port {Port} is free", CancellationToken.None);
    }

    private async Task<bool> Answers()
    {
        try
        {
            await PostgresPrograms.Run(
                PostgresPrograms.StartInfo(PostgresPrograms.Server("pg_isready"), "--host=127.0.0.1", $"--port={Port}", "--timeout=5"));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private string Log()
    {
        var log = Path.Combine(_folder, "server.log");
        return File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(20)) : "nothing";
    }
}
