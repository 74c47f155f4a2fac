using System.Diagnostics;
using System.Globalization;

namespace Lockers.Benchmarks.Http.Processes;

/// <summary>A server in a process of its own, on a free port of the loopback address.</summary>
internal sealed class Server : IDisposable
{
    private const int MaxLogged = 300;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly ChildProcess _process;
    private int _startLines;

    private Server(ChildProcess process, NodePorts ports)
    {
        _process = process;
        Ports = ports;
        Client = new HttpClient { BaseAddress = new Uri(BaseAddress), Timeout = TimeSpan.FromMinutes(10) };
        Memory = new ProcessMemory(process.Id);
    }

    /// <summary>Its ports; a bare server has only the first.</summary>
    public NodePorts Ports { get; }

    public int Port => Ports.Rest;

    public int Id => _process.Id;

    public string BaseAddress => $"http://127.0.0.1:{Port}";

    public bool HasExited => _process.HasExited;

    /// <summary>How long it took from the start of its process until it was ready, to 20 ms.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>The processor time that it took so far, on all cores.</summary>
    public TimeSpan Processor => _process.Processor;

    public HttpClient Client { get; }

    public ProcessMemory Memory { get; }

    /// <summary>A node, as <c>Silo</c> was built with this program, with no settings but its ports and these.</summary>
    public static Task<Server> StartNode(params IEnumerable<string> settings) => StartNode(new FileInfo(Repository.NodeAssembly), settings);

    /// <summary>A node of another build.</summary>
    public static Task<Server> StartNode(FileInfo assembly, params IEnumerable<string> settings)
    {
        var ports = NodePorts.Free();
        string[] arguments = [assembly.FullName, .. ports.Arguments(), .. settings];
        return Started(() => new ChildProcess("dotnet", arguments, assembly.DirectoryName), ports, "/health/ready");
    }

    /// <summary>The server without grains that <see cref="BareServerCommand"/> is.</summary>
    public static Task<Server> StartBare()
    {
        var ports = NodePorts.Free();
        string[] arguments = [BareServerCommand.Word, ports.Rest.ToString(CultureInfo.InvariantCulture)];
        return Started(() => new ChildProcess(Environment.ProcessPath!, arguments), ports, BareServerCommand.GetPath);
    }

    /// <summary>etcd, with its data in a folder.</summary>
    public static Task<Server> StartEtcd(string folder)
    {
        var ports = NodePorts.Free();
        return Started(() => new ChildProcess("etcd", Etcd.Arguments(ports, folder)), ports, "/health");
    }

    /// <summary>Ends it with SIGKILL, as a crash does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>What the server logged since it serves that is not information: a benchmark of a server that complains is none.</summary>
    public string[] Complaints() =>
        [.. _process.Lines.Skip(_startLines).Where(line => line.Contains("warn:", StringComparison.Ordinal) || line.Contains("fail:", StringComparison.Ordinal))];

    public void Dispose()
    {
        Client.Dispose();
        _process.Dispose();
        foreach (var line in Complaints().Take(5)) Console.WriteLine($"  logged: {line[..Math.Min(line.Length, MaxLogged)]}");
    }

    private static async Task<Server> Started(Func<ChildProcess> launch, NodePorts ports, string path)
    {
        var start = Stopwatch.GetTimestamp();
        var process = launch();
        var server = new Server(process, ports);
        while (!await server.Answers(path))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(start) > Deadline)
            {
                server.Dispose();
                throw new InvalidOperationException($"The server did not start:\n{string.Join('\n', process.Lines)}");
            }

            await Task.Delay(20);
        }

        server.StartTime = Stopwatch.GetElapsedTime(start);
        server._startLines = process.Lines.Count();
        return server;
    }

    private async Task<bool> Answers(string path)
    {
        try
        {
            using var answer = await Client.GetAsync(path);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
