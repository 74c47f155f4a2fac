using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lockers.Benchmarks.Http.Processes;

/// <summary>A server in a process of its own, on a free port of the loopback address.</summary>
internal sealed class Server : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly ChildProcess _process;
    private int _startLines;

    private Server(ChildProcess process, int port)
    {
        _process = process;
        Port = port;
        Client = new HttpClient { BaseAddress = new Uri(BaseAddress), Timeout = TimeSpan.FromMinutes(10) };
        Memory = new ProcessMemory(process.Id);
    }

    public int Port { get; }

    public int Id => _process.Id;

    public string BaseAddress => $"http://127.0.0.1:{Port}";

    /// <summary>The processor time that it took so far, on all cores.</summary>
    public TimeSpan Processor => _process.Processor;

    public HttpClient Client { get; }

    public ProcessMemory Memory { get; }

    /// <summary>A node, as <c>Silo</c> was built with this program, with no settings but its ports.</summary>
    public static Task<Server> StartNode()
    {
        var port = FreePort();
        var silo = Repository.NodeAssembly;
        string[] arguments = [silo, .. NodeArguments(port)];
        return Started(new ChildProcess("dotnet", arguments, Path.GetDirectoryName(silo)), port, "/health/ready");
    }

    /// <summary>The server without grains that <see cref="BareServerCommand"/> is.</summary>
    public static Task<Server> StartBare()
    {
        var port = FreePort();
        string[] arguments = [BareServerCommand.Word, port.ToString(CultureInfo.InvariantCulture)];
        return Started(new ChildProcess(Environment.ProcessPath!, arguments), port, BareServerCommand.GetPath);
    }

    /// <summary>The arguments that give a node ports which nothing else has.</summary>
    public static string[] NodeArguments(int port) =>
        ["--urls", $"http://127.0.0.1:{port}", $"--Lockers:SiloPort={FreePort()}", $"--Lockers:GatewayPort={FreePort()}"];

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>What the server logged since it serves that is not information: a benchmark of a server that complains is none.</summary>
    public string[] Complaints() =>
        [.. _process.Lines.Skip(_startLines).Where(line => line.Contains("warn:", StringComparison.Ordinal) || line.Contains("fail:", StringComparison.Ordinal))];

    public void Dispose()
    {
        Client.Dispose();
        _process.Dispose();
        foreach (var line in Complaints().Take(5)) Console.WriteLine($"  logged: {line}");
    }

    private static async Task<Server> Started(ChildProcess process, int port, string path)
    {
        var server = new Server(process, port);
        var start = Stopwatch.GetTimestamp();
        while (!await server.Answers(path))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(start) > Deadline)
            {
                server.Dispose();
                throw new InvalidOperationException($"The server did not start:\n{string.Join('\n', process.Lines)}");
            }

            await Task.Delay(20);
        }

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
