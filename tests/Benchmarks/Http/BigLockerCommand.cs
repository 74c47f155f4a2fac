using System.Diagnostics;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// A node with 1,000,000 keys in one locker, 1,000 x 1,000 with 100 bytes of text at each of the lower ones, stored over
/// pipelined connections: its memory, what a store costs beside one into a small locker, reading all of it, and finding.
/// </summary>
internal sealed class BigLockerCommand : ICommand
{
    private const int Width = 1000;
    private const int Keys = Width * Width;
    private const int SmallKeys = 1000;
    private const int Runs = 5;
    private const double MiB = 1024 * 1024;
    private static readonly byte[] Text = [.. Enumerable.Repeat((byte)'v', 100)];

    /// <inheritdoc/>
    public string Name => "big-locker";

    /// <inheritdoc/>
    public string Summary => "1,000,000 keys in one locker: memory, store, whole read, find (2 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        using var wrk = new Wrk();
        using var node = await Server.StartNode();
        await Stores.Fill(node.Port, SmallKeys, Small, _ => Text);
        await Fill(report, node);
        StoreBesideSmall(report, node);
        await ReadWhole(report, node);
        foreach (var coding in (string[])["gzip", "br"]) await ReadWholeCompressed(report, node, coding);
        await ReadWholeDuringStores(report, node, wrk);
        await Find(report, node, "k777", "1,001 matches");
        await Find(report, node, "nowhere", "no match");
        report.Check("the node logged no warning", node.Complaints().Length == 0);
        return report.ExitCode;
    }

    private static async Task Fill(Report report, Server node)
    {
        var heap = await ManagedHeap.Collect(node.Id);
        var resident = node.Memory.Resident;
        var took = await Stores.Fill(node.Port, Keys, Big, _ => Text);
        report.Figure("stored, pipelined", Keys / took.TotalSeconds, "req/s");
        var loaded = node.Memory.Resident;
        report.AtMost("resident memory after storing", (loaded - resident) / (double)Keys, "B/key", 350, $"{loaded / MiB:F0} MiB in all");
        report.AtMost("managed heap, collected", (await ManagedHeap.Collect(node.Id) - heap) / (double)Keys, "B/key", 250);
        var collected = node.Memory.Resident;
        report.Figure("resident memory, collected", (collected - resident) / (double)Keys, "B/key", $"{collected / MiB:F0} MiB in all");
    }

    // One request at a time on one connection, into one locker and the other in turn.
    private static void StoreBesideSmall(Report report, Server node)
    {
        using var connection = new RawConnection(node.Port);
        var random = new Random(1);
        var (big, small) = (new List<double>(), new List<double>());
        for (var i = 0; i < 12_000; i++)
        {
            big.Add(Store(Big(random.Next(Keys))));
            small.Add(Store(Small(random.Next(SmallKeys))));
        }

        var (bigMedian, smallMedian) = (big.Skip(2000).Median(), small.Skip(2000).Median());
        report.Figure("store into 1,000 keys, median", smallMedian, "us");
        report.Figure("store into 1,000,000 keys, median", bigMedian, "us");
        report.AtMost("store, 1,000,000 / 1,000 keys", bigMedian / smallMedian, "", 1.3);

        double Store(string target)
        {
            var start = Stopwatch.GetTimestamp();
            connection.Post(target, Text);
            connection.Exchange();
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
    }

    private static async Task ReadWhole(Report report, Server node)
    {
        node.Memory.ForgetPeak();
        var resident = node.Memory.Resident;
        var runs = await TimedGet.Run(node, "/registry/lockers/big?data=y", Runs);
        var peak = node.Memory.Peak;
        report.AtMost("whole read: first byte, worst", runs.Max(run => run.FirstByte), "s", 0.2, $"first run {runs[0].FirstByte:F3}");
        report.AtMost(
            "whole read: last byte, median", runs.Select(run => run.Whole).Median(), "s", 2.5,
            $"first run {runs[0].Whole:F2}, {runs[0].Bytes / MiB:F0} MiB");
        report.AtMost("whole read: resident memory up by, peak", (peak - resident) / MiB, "MiB", 64);
    }

    private static async Task ReadWholeCompressed(Report report, Server node, string coding)
    {
        node.Memory.ForgetPeak();
        var resident = node.Memory.Resident;
        var runs = await TimedGet.Run(node, "/registry/lockers/big?data=y", Runs, coding);
        var peak = node.Memory.Peak;
        report.AtMost($"whole read, {coding}: first byte, worst", runs.Max(run => run.FirstByte), "s", 0.1, $"first run {runs[0].FirstByte:F3}");
        report.Figure($"whole read, {coding}: last byte, median", runs.Select(run => run.Whole).Median(), "s", $"{runs[0].Bytes / MiB:F0} MiB sent");
        report.AtMost($"whole read, {coding}: resident memory up by, peak", (peak - resident) / MiB, "MiB", 64);
    }

    private static async Task ReadWholeDuringStores(Report report, Server node, Wrk wrk)
    {
        var script = wrk.Script("POST", "/registry/lockers/big/store/k500,");
        var alone = await Wrk.Run(node, script, seconds: 5);
        report.Figure("stores alone: p99", alone.P99, "ms", $"{alone.PerSecond:N0} req/s");
        node.Memory.ForgetPeak();
        var resident = node.Memory.Resident;
        var stores = Wrk.Run(node, script, seconds: 10);
        var runs = new List<TimedGet>();
        while (!stores.IsCompleted) runs.Add(await TimedGet.Run(node, "/registry/lockers/big?data=y"));
        var during = await stores;
        report.AtMost("stores during whole reads: p99", during.P99, "ms", 60, $"{during.PerSecond:N0} req/s");
        report.Figure(
            "whole read during stores: last byte, median", runs.Select(run => run.Whole).Median(), "s",
            $"first byte, worst {runs.Max(run => run.FirstByte):F3} s");
        report.Figure("both: resident memory up by, peak", (node.Memory.Peak - resident) / MiB, "MiB");
    }

    private static async Task Find(Report report, Server node, string text, string note)
    {
        var runs = await TimedGet.Run(node, $"/registry/lockers/big/find/{text}", Runs);
        report.AtMost($"find {text}: median", runs.Select(run => run.Whole).Median(), "s", 0.5, $"first run {runs[0].Whole:F2}, {note}");
    }

    private static string Big(int key) => $"/registry/lockers/big/store/k{key / Width:D3},k{key % Width:D3}";

    private static string Small(int key) => $"/registry/lockers/small/store/k{key / 100:D3},k{key % 100:D3}";
}
