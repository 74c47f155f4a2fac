using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// What measuring costs: store, get and a peer's report of a node that measures and is scraped, against a node with <c>Lockers:Metrics=false</c>, both in
/// memory, in turns. A ratio is the median over the rounds, of requests per second and of processor time for each request.
/// Arguments: rounds (11), seconds of each measurement (3), seconds of warm-up of each kind (7).
/// </summary>
internal sealed class MetricsCostCommand : ICommand
{
    private const double Least = 0.98;
    private const string Peer = "/registry/peers/peer1/10.0.0.5:8081/locker/store/A,";

    private static readonly TimeSpan ScrapeInterval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => "metrics";

    /// <inheritdoc/>
    public string Summary => "store, get and a peer's report with metrics on and scraped, against off (5 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var (rounds, seconds, warmUp) = (args.Number(0, 11), args.Number(1, 3), args.Number(2, 7));
        var report = new Report(Name);
        using var wrk = new Wrk();
        using var without = await Server.StartNode("--Lockers:Metrics=false");
        using var with = await Server.StartNode();
        using var end = new CancellationTokenSource();
        var scraping = Scrape(with, end.Token);
        foreach (var node in (Server[])[without, with]) (await node.Client.PostAsync("/registry/lockers/open/bench", null)).EnsureSuccessStatusCode();

        (string Name, string Script)[] kinds = [
            ("store", wrk.Script("POST", "/registry/lockers/bench/store/A,")), ("get", wrk.Script("GET", "/registry/lockers/bench/get/A,")),
            ("store of a peer's instance", wrk.Script("POST", Peer))];
        foreach (var (name, script) in kinds)
        {
            var off = new Contender($"{name}, off", without, script);
            var on = new Contender($"{name}, on", with, script);
            await Contender.Alternate([off, on], rounds, seconds, warmUp);
            off.Print(report);
            on.Print(report);
            report.AtLeast($"{name}: on / off, requests", on.RequestsAgainst(off), "", Least);
            report.Figure($"{name}: on / off, processor time", on.ProcessorAgainst(off), "");
        }

        await end.CancelAsync();
        report.Figure("bytes of a scrape", await scraping, "");
        return report.ExitCode;
    }

    private static async Task<int> Scrape(Server node, CancellationToken end)
    {
        var bytes = 0;
        while (!end.IsCancellationRequested)
        {
            bytes = (await node.Client.GetByteArrayAsync("/metrics", CancellationToken.None)).Length;
            await Task.Delay(ScrapeInterval, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return bytes;
    }
}
