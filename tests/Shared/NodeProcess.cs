using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lockers.Tests.Shared;

/// <summary>The node's program, or the front end's, as a child process, with what it says.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private const int Sigterm = 15;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Starts the node with these arguments.</summary>
    public NodeProcess(params IEnumerable<string> arguments)
        : this(new FileInfo(Repository.SiloDll), arguments)
    {
    }

    private NodeProcess(FileInfo program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = program.DirectoryName,
        };
        start.ArgumentList.Add(program.FullName);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts a front end without a silo, with these arguments.</summary>
    public static NodeProcess FrontEnd(params IEnumerable<string> arguments) => new(new FileInfo(Repository.ApiDll), arguments);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Both of its outputs so far.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Asks it to stop, as a container runtime does.</summary>
    public void Terminate()
    {
        if (!_process.HasExited) _ = Kill(_process.Id, Sigterm);
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
        Terminate();
        try
        {
            await Exit(TimeSpan.FromSeconds(15), CancellationToken.None);
        }
        catch (TimeoutException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);

    private void Keep(string? line)
    {
        if (line is not null) _lines.Enqueue(line);
    }
}
