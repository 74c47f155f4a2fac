using System.Diagnostics;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// Opens 100,000 lockers, one request at a time: the last thousands must cost what the first did. Then lists them, and
/// stores a text into each.
/// </summary>
internal sealed class ManyLockersCommand : ICommand
{
    private const int Thousand = 1000;
    private const int Lockers = 100 * Thousand;
    private const int Runs = 5;
    private const double MiB = 1024 * 1024;

    /// <inheritdoc/>
    public string Name => "many-lockers";

    /// <inheritdoc/>
    public string Summary => "100,000 lockers: opening, listing, memory (2 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        using var node = await Server.StartNode();
        Open(node, "warm-up", 20);
        var resident = node.Memory.Resident;
        var times = Open(node, "run", Lockers / Thousand);
        var (first, last) = (times.Take(10).Median(), times.TakeLast(10).Median());
        report.Figure("1,000 opens, median of the first ten", first, "ms");
        report.Figure("1,000 opens, median of the last ten", last, "ms", $"slowest of all {times.Max():F0}");
        report.AtMost("last / first", last / first, "", 1.5);
        report.Figure("resident memory, opened", (node.Memory.Resident - resident) / (double)Lockers, "B/each", $"{node.Memory.Resident / MiB:F0} MiB in all");
        await Labels(report, node, "labels, opened");

        var took = await Stores.Fill(node.Port, Lockers, locker => $"/registry/lockers/{Label("run", locker)}/store/A,B", _ => "text"u8.ToArray());
        report.Figure("first stores, pipelined", Lockers / took.TotalSeconds, "req/s");
        report.Figure("resident memory, a text in each", (node.Memory.Resident - resident) / (double)Lockers, "B/each", $"{node.Memory.Resident / MiB:F0} MiB in all");
        await Labels(report, node, "labels, a text in each");
        var detailed = await TimedGet.Run(node, "/registry/lockers/labels?detailed=y");
        report.Figure("labels?detailed=y, a text in each", detailed.Whole, "s", $"{detailed.Bytes / MiB:F1} MiB");
        report.Check("the node logged no warning", node.Complaints().Length == 0);
        return report.ExitCode;
    }

    // The times of a thousand each, in milliseconds.
    private static List<double> Open(Server node, string name, int thousands)
    {
        using var connection = new RawConnection(node.Port);
        var times = new List<double>();
        for (var locker = 0; locker < thousands * Thousand;)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Thousand; i++, locker++)
            {
                connection.Post($"/registry/lockers/open/{Label(name, locker)}", []);
                connection.Exchange();
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }

    private static async Task Labels(Report report, Server node, string name)
    {
        var runs = await TimedGet.Run(node, "/registry/lockers/labels", Runs);
        report.AtMost(name, runs.Select(run => run.Whole).Median(), "s", 0.5, $"first run {runs[0].Whole:F2}, {runs[0].Bytes / MiB:F1} MiB");
    }

    private static string Label(string name, int locker) => $"{name}-{locker:D6}";
}
