using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lockers.Tests.Shared;

/// <summary>The node's program, or the front end's, as a child process, with what it says.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private const int Sigkill = 9;
    private const int Sigterm = 15;
    private const int Sigcont = 18;
    private const int Sigstop = 19;
    private static readonly ConcurrentDictionary<NodeProcess, bool> Running = new();
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private bool _frozen;

    // A run that is broken off must not leave nodes behind, least of all frozen ones, which nothing else would end.
    static NodeProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in Running.Keys) process.Kill();
    };

    /// <summary>Starts the node with these arguments.</summary>
    public NodeProcess(params IEnumerable<string> arguments)
        : this(new FileInfo(Repository.SiloDll), arguments)
    {
    }

    private NodeProcess(FileInfo program, IEnumerable<string> arguments, params string[] within)
    {
        string[] command = [.. within, "dotnet", program.FullName];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Somewhere: nothing that it needs is there.
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        Running.TryAdd(this, true);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts a front end without a silo, with these arguments.</summary>
    public static NodeProcess FrontEnd(params IEnumerable<string> arguments) => new(new FileInfo(Repository.ApiDll), arguments);

    /// <summary>Starts the node with variables in its environment, each <c>NAME=value</c>.</summary>
    public static NodeProcess InEnvironment(IEnumerable<string> variables, params IEnumerable<string> arguments) =>
        new(new FileInfo(Repository.SiloDll), arguments, ["env", .. variables]);

    /// <summary>Starts the node in a network namespace of this machine.</summary>
    public static NodeProcess InNetwork(string name, params IEnumerable<string> arguments) =>
        new(new FileInfo(Repository.SiloDll), arguments, "ip", "netns", "exec", name);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Its exit code; 128 and more is a signal. Only once it has exited.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Both of its outputs so far.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Its lines so far, without those in which Orleans warns that the machine is slow.</summary>
    public string[] Lines => [.. _lines.Where(line => line.Length > 0 && !line.Contains(" warn: Orleans.Runtime.", StringComparison.Ordinal))];

    /// <summary>Asks it to stop, as a container runtime does.</summary>
    public void Terminate() => Signal(Sigterm);

    /// <summary>Ends it at once, as a crash does, frozen or not.</summary>
    public void Kill() => Signal(Sigkill);

    /// <summary>Stops it where it is: its sockets stay open, and nothing in it goes on until it is thawed.</summary>
    public void Freeze()
    {
        _frozen = true;
        Signal(Sigstop);
    }

    /// <summary>Lets it go on where it was, as if no time had passed.</summary>
    public void Thaw()
    {
        Signal(Sigcont);
        _frozen = false;
    }

    /// <summary>Waits for its end and the rest of its output.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Exit(TimeSpan deadline, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(deadline);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        try
        {
            await _process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw new TimeoutException($"The node did not end within {deadline.TotalSeconds} s. It said:\n{Output}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Running.TryRemove(this, out _)) return;
        if (_frozen) Kill();
        else Terminate();
        try
        {
            await Exit(TimeSpan.FromSeconds(15), CancellationToken.None);
        }
        catch (TimeoutException)
        {
            Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int pid, int signal);

    private void Signal(int signal)
    {
        if (!_process.HasExited) _ = Send(_process.Id, signal);
    }

    private void Keep(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }
}
