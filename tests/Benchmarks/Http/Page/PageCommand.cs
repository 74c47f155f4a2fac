using System.Globalization;
using System.Text;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http.Page;

/// <summary>
/// The page in Debian's Chromium: when a run of 20 peers with 8 targets each is shown, a level of 1,000,000 keys, scrolling through it, what the tab
/// holds, and what an open live page costs the node while nothing changes. Arguments: keys (1,000,000), seconds that nothing changes (60).
/// </summary>
internal sealed class PageCommand : ICommand
{
    private const int Runs = 5;
    private const int Peers = 20;
    private const int Targets = 8;
    private const int OpenPages = 20;
    private const double MB = 1e6;

    /// <inheritdoc/>
    public string Name => "page";

    /// <inheritdoc/>
    public string Summary => "the page at /ui in Chromium: first views, 1,000,000 keys, memory, the cost of an open page (4 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var (keys, seconds) = (args.Number(0, 1_000_000), args.Number(1, 60));
        var report = new Report(Name);
        using var node = await Server.StartNode();
        await FillRun(node);
        await Stores.Fill(node.Port, keys, key => string.Create(CultureInfo.InvariantCulture, $"/registry/lockers/big/store/key-{key:D7}"), _ => [.. "a short text"u8]);
        await using var browser = await MeasuredBrowser.Start(node.BaseAddress);
        await FirstView(report, browser, $"a run of {Peers} peers x {Targets} targets is shown", "/ui/#/results/run", $"document.querySelectorAll('main tbody tr').length >= {Targets}");
        await FirstView(report, browser, $"the first of {keys:N0} keys are shown", "/ui/#/browse/big", "document.querySelectorAll('.row .size').length >= 10");
        await Scroll(report, browser, keys);
        await Idle(report, node, browser, seconds);
        report.Check("the node logged no warning", node.Complaints().Length == 0);
        return report.ExitCode;
    }

    // With nothing in the browser's cache, each time.
    private static async Task FirstView(Report report, MeasuredBrowser browser, string name, string path, string condition)
    {
        var times = new List<double>();
        for (var i = 0; i < Runs; i++) times.Add(await browser.TimeUntil(path, condition) / 1000);
        report.AtMost($"{name}, median", times.Median(), "s", 1, $"first {times[0]:F2}, worst {times.Max():F2}");
    }

    private static async Task Scroll(Report report, MeasuredBrowser browser, int keys)
    {
        await using var tab = await browser.Open("/ui/#/browse/big", "document.querySelectorAll('.row .size').length >= 10");
        var frames = await tab.FramesWhileScrolling();
        report.AtMost($"a frame while scrolling through {keys:N0}, p95", frames.Quantile(0.95), "ms", 50, $"median {frames.Median():F0}, worst {frames.Max():F0}, {frames.Length} frames");
        report.AtMost("heap of the tab after that, collected", await tab.HeapBytes() / MB, "MB", 100);
    }

    // The node works a little on its own, now more and now less: that is taken off, and many pages stand out of it.
    private static async Task Idle(Report report, Server node, MeasuredBrowser browser, int seconds)
    {
        var alone = await Share(node, seconds);
        var tabs = new List<MeasuredTab>();
        try
        {
            while (tabs.Count < OpenPages) tabs.Add(await browser.Open("/ui/#/results/run", $"document.querySelectorAll('main tbody tr').length >= {Targets}"));
            await Share(node, 2);
            var watched = await Share(node, seconds);
            report.AtMost(
                $"an open live page while nothing changes, of {OpenPages}", 100 * (watched - alone) / OpenPages, "% core", 0.5,
                $"with all {100 * watched:F2}, without {100 * alone:F2}");
        }
        finally
        {
            foreach (var tab in tabs) await tab.DisposeAsync();
        }
    }

    private static async Task<double> Share(Server node, int seconds)
    {
        var before = node.Processor;
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        return (node.Processor - before).TotalSeconds / seconds;
    }

    private static async Task FillRun(Server node)
    {
        (await node.Client.PostAsync("/registry/lockers/open/run", null)).EnsureSuccessStatusCode();
        await Stores.Fill(
            node.Port, Peers * Targets,
            number => $"/registry/peers/peer{number / Targets}/10.0.0.{number / Targets}:8080/locker/store/client,t{number % Targets}",
            number => Encoding.ASCII.GetBytes(
                $$$"""{"target":"t{{{number % Targets}}}","invocationCounts":1000,"firstResponse":"2026-11-27T10:00:00Z","lastResponse":"2026-11-27T10:01:00Z","countsByStatus":{"200 OK":990,"503 Service Unavailable":10},"countsByStatusCodes":{"200":990,"503":10}}"""));
    }
}
