using System.Diagnostics;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// A client reads an answer of 20 MB at 100 KB/s, over three minutes, while another stores the whole locker anew again and
/// again, a generation at a time and key by key. The answer must be whole, and of one version: at any moment the keys up to
/// some point hold one generation and those after it the one before. Arguments: KB/s (100).
/// </summary>
internal sealed class SlowReaderCommand : ICommand
{
    private const double MiB = 1024 * 1024;

    /// <inheritdoc/>
    public string Name => "slow-reader";

    /// <inheritdoc/>
    public string Summary => "20 MB read at 100 KB/s while stores go on: whole, and of one version (4 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        var rate = args.Number(0, 100) * 1000;
        using var node = await Server.StartNode();
        using var stop = new CancellationTokenSource();
        var generations = new Generations(node.Port);
        generations.StoreAll();
        var storing = generations.GoOn(stop.Token);
        await Task.Delay(1000);

        node.Memory.ForgetPeak();
        var resident = node.Memory.Resident;
        var before = generations.Last;
        var start = Stopwatch.GetTimestamp();
        var answer = await SlowGet.Run(node.Port, "/registry/lockers/slow?data=y", rate);
        var took = Stopwatch.GetElapsedTime(start);
        var after = generations.Last;
        await stop.CancelAsync();
        var latencies = await storing;

        report.Figure("answer", answer.Length / 1e6, "MB", $"in {took.TotalSeconds:F0} s");
        var read = Generations.Parse(answer);
        report.Check("whole", read.Count == Generations.Keys, $"{read.Count:N0} keys");
        report.Check("of one version", Generations.AreOneVersion(read), $"generation {read.Min()} to {read.Max()}");
        report.Check("of the version when it was asked for", read.Max() >= before && read.Max() <= before + 1, $"{before} to {after} were stored meanwhile");
        report.Figure("stores meanwhile", latencies.Count / took.TotalSeconds, "req/s", "as asked for, one at a time");
        report.AtMost("stores meanwhile: p99", latencies.Quantile(0.99), "ms", 60, $"p50 {latencies.Median():F2}, worst {latencies.Max():F0}");
        report.Figure("resident memory up by, peak", (node.Memory.Peak - resident) / MiB, "MiB");
        report.Check("the node logged no warning", node.Complaints().Length == 0);
        return report.ExitCode;
    }
}
