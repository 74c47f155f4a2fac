using System.Diagnostics;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// From the command that the README gives to the first answer, and from SIGTERM to the end of the process, with 1,000 keys
/// in it and a client that keeps its connection. Arguments: runs (5).
/// </summary>
internal sealed class StartCommand : ICommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public string Name => "start";

    /// <inheritdoc/>
    public string Summary => "dotnet run --no-build to the first answer, and a graceful stop (1 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        var (starts, stops) = (new List<double>(), new List<double>());
        for (var runs = args.Number(0, 5); runs > 0; runs--)
        {
            var (start, stop) = await Once();
            starts.Add(start);
            stops.Add(stop);
        }

        report.AtMost("dotnet run to the first answer, median", starts.Median(), "s", 4, $"{starts.Min():F2} to {starts.Max():F2}");
        report.AtMost("SIGTERM to the end, worst", stops.Max(), "s", 5, $"from {stops.Min():F2}");
        return report.ExitCode;
    }

    private static async Task<(double Start, double Stop)> Once()
    {
        var ports = NodePorts.Free();
        string[] arguments =
        [
            "run", "--no-build", "-c", "Release", "--project", Path.Combine(Repository.Folder, "Silo"), "--", .. ports.Arguments(),
        ];
        var start = Stopwatch.GetTimestamp();
        using var process = new ChildProcess("dotnet", arguments, Repository.Folder);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{ports.Rest}") };
        while (!await Answers(client))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(start) > Deadline)
                throw new InvalidOperationException($"The node did not start:\n{string.Join('\n', process.Lines)}");
            await Task.Delay(10);
        }

        var started = Stopwatch.GetElapsedTime(start);
        await Stores.Fill(ports.Rest, 1000, key => $"/registry/lockers/default/store/k{key:D3}", _ => new byte[200]);

        var stop = Stopwatch.GetTimestamp();
        // The one that dotnet run started is the node.
        ChildProcess.Stop(process.Children().Single());
        await process.Exited().WaitAsync(Deadline);
        return (started.TotalSeconds, Stopwatch.GetElapsedTime(stop).TotalSeconds);
    }

    private static async Task<bool> Answers(HttpClient client)
    {
        try
        {
            return await client.GetStringAsync("/registry/lockers/labels") == "[\"default\"]\n";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
