using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lockers.Benchmarks.Http.Processes;

/// <summary>A process that a command started. It ends with the command, however that ends.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int Terminate = 15;
    private static readonly ConcurrentDictionary<ChildProcess, bool> Running = new();
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;

    static ChildProcess()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();
        Console.CancelKeyPress += (_, _) => EndAll();
    }

    public ChildProcess(string program, IEnumerable<string> arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        _process = Process.Start(start)!;
        Running.TryAdd(this, true);
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The processor time that it took so far, on all cores.</summary>
    public TimeSpan Processor => _process.TotalProcessorTime;

    /// <summary>What it printed so far.</summary>
    public IEnumerable<string> Lines => _lines;

    /// <summary>The processes that it started itself.</summary>
    public int[] Children() =>
        [.. File.ReadAllText($"/proc/{Id}/task/{Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    /// <summary>Asks a process to stop, as a service manager does.</summary>
    public static void Stop(int id)
    {
        if (Kill(id, Terminate) != 0) throw new InvalidOperationException($"SIGTERM to {id}: error {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>Ends it with SIGKILL, as a crash does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Completes when it has ended and all it printed is in <see cref="Lines"/>.</summary>
    public Task Exited() => _process.WaitForExitAsync();

    public void Dispose()
    {
        if (!Running.TryRemove(this, out _)) return;
        End();
        _process.Dispose();
    }

    private static void EndAll()
    {
        foreach (var process in Running.Keys) process.Dispose();
    }

    private void End()
    {
        if (_process.HasExited) return;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null) _lines.Enqueue(line.Data);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int id, int signal);
}
