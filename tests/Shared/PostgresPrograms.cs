using System.Diagnostics;
using System.Globalization;

namespace Lockers.Tests.Shared;

/// <summary>PostgreSQL's programs on this machine: where Debian and others put them, and how to run them.</summary>
internal static class PostgresPrograms
{
    private const string DebianRoot = "/usr/lib/postgresql";

    private static readonly TimeSpan Deadline = TestDeadlines.Start;
    private static readonly string[] ServerPrograms = ["initdb", "postgres", "pg_ctl", "pg_isready", "psql"];
    private static readonly Lazy<string?> Found = new(FindServerFolder);

    /// <summary>Where the server's programs are.</summary>
    /// <exception cref="FileNotFoundException">There is no server on this machine; says what to install.</exception>
    public static string ServerFolder => Found.Value ?? throw new FileNotFoundException(Missing);

    /// <summary>What to install, in one line; null where the server's programs are there.</summary>
    public static string? Missing => Found.Value is not null ? null :
        $"PostgreSQL's programs ({string.Join(", ", ServerPrograms)}) were found neither by pg_config --bindir nor in " +
        $"{DebianRoot}. On Debian: apt-get install postgresql. Or set {PrivatePostgres.Variable} to the connection string of a " +
        "server on which databases may be created.";

    /// <summary>The full path of one of the server's programs.</summary>
    /// <exception cref="FileNotFoundException">There is no server on this machine; says what to install.</exception>
    public static string Server(string name) => Path.Combine(ServerFolder, name);

    /// <summary>The full path of <c>psql</c>, which may be there without a server.</summary>
    /// <exception cref="FileNotFoundException">It is not; says what to install.</exception>
    public static string Psql() =>
        Folders("psql").Select(folder => Path.Combine(folder, "psql")).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("psql was not found. On Debian: apt-get install postgresql-client.");

    /// <summary>
    /// How to start a program as the user that PostgreSQL accepts: it refuses to serve root, which becomes <c>postgres</c> here.
    /// The program is in a session of its own, out of reach of the terminal's Ctrl+C, and is the process itself, not its child.
    /// </summary>
    public static ProcessStartInfo AsServerUser(string program, params IEnumerable<string> arguments)
    {
        string[] user = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];
        string[] all = [.. user, "setsid", program, .. arguments];
        return StartInfo(all[0], all[1..]);
    }

    /// <summary>How to start a program, away from this process's own <c>PG…</c> variables, language and folder.</summary>
    public static ProcessStartInfo StartInfo(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = "/" };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>Runs a program to its end, with this text as its input.</summary>
    /// <returns>What it printed, without the last line's end.</returns>
    /// <exception cref="InvalidOperationException">It failed; with its errors.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="TestDeadlines.Start"/>.</exception>
    public static async Task<string> Run(ProcessStartInfo start, string input = "")
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        using var late = new CancellationTokenSource(Deadline);
        var words = start.ArgumentList.Prepend(start.FileName);
        var name = words.First(word => word is not ("setpriv" or "setsid") && !word.StartsWith("--", StringComparison.Ordinal));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(late.Token);
            var errors = process.StandardError.ReadToEndAsync(late.Token);
            await Feed(process, input);
            await process.WaitForExitAsync(late.Token);
            if (process.ExitCode == 0) return (await output).TrimEnd('\n');
            throw new InvalidOperationException($"{name} ended with {process.ExitCode}: {await errors}{await output}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{name} did not end within {Deadline.TotalSeconds} s.");
        }
    }

    private static async Task Feed(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything; its exit code and errors tell why.
        }
    }

    private static string? FindServerFolder() =>
        Folders("pg_config").FirstOrDefault(folder => ServerPrograms.All(name => File.Exists(Path.Combine(folder, name))));

    // The folder that pg_config names, then Debian's, the newest version first, then the path.
    private static IEnumerable<string> Folders(string wanted)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        if (path.Any(folder => File.Exists(Path.Combine(folder, "pg_config"))))
        {
            yield return Run(StartInfo("pg_config", "--bindir")).GetAwaiter().GetResult();
        }

        if (Directory.Exists(DebianRoot))
        {
            var newestFirst = Directory.GetDirectories(DebianRoot).OrderByDescending(Version);
            foreach (var folder in newestFirst) yield return Path.Combine(folder, "bin");
        }

        foreach (var folder in path.Where(folder => File.Exists(Path.Combine(folder, wanted)))) yield return folder;
    }

    private static double Version(string folder) =>
        double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0;
}
