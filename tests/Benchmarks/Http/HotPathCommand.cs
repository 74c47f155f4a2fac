using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// Store and get of a node against those of a bare Kestrel endpoint (<see cref="BareServerCommand"/>): wrk with one thread
/// and 32 connections, texts of 200 bytes at 1,000 keys. All kinds take turns in every round; a ratio is the median over the
/// rounds of a kind's requests per second against those of its baseline in the same round. The server's processor time per
/// request hardly depends on what else the machine does, and tells where wrk itself is the limit.
/// Arguments: rounds (7), seconds of each measurement (3), seconds of warm-up of each kind (7).
/// </summary>
internal sealed class HotPathCommand : ICommand
{
    private const string Peer = "/registry/peers/peer1/10.0.0.5:8081/locker/store/A,";

    /// <inheritdoc/>
    public string Name => "hot-path";

    /// <inheritdoc/>
    public string Summary => "store and get over HTTP against a bare Kestrel endpoint, store to current and of a peer (3 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var (rounds, seconds, warmUp) = (args.Number(0, 7), args.Number(1, 3), args.Number(2, 7));
        var report = new Report(Name);
        using var wrk = new Wrk();
        using var bare = await Server.StartBare();
        using var node = await Server.StartNode();
        (await node.Client.PostAsync("/registry/lockers/open/bench", null)).EnsureSuccessStatusCode();

        var bareStore = new Kind("store, bare", bare, wrk.Script("POST", BareServerCommand.StorePath));
        var bareGet = new Kind("get, bare", bare, wrk.Script("GET", BareServerCommand.GetPath));
        var store = new Kind("store", node, wrk.Script("POST", "/registry/lockers/bench/store/A,"));
        var get = new Kind("get", node, wrk.Script("GET", "/registry/lockers/bench/get/A,"));
        var current = new Kind("store to current", node, wrk.Script("POST", "/registry/lockers/current/store/A,"));
        var peer = new Kind("store of a peer's instance", node, wrk.Script("POST", Peer));

        Kind[] kinds = [bareStore, store, bareGet, get, current, peer];
        foreach (var kind in kinds) await kind.WarmUp(warmUp);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var kind in round % 2 == 0 ? kinds : kinds.Reverse()) await kind.Measure(seconds);
        }

        foreach (var kind in kinds) kind.Print(report);
        report.AtLeast("store / bare, requests", store.Against(bareStore, run => run.PerSecond), "", 0.85);
        report.AtLeast("get / bare, requests", get.Against(bareGet, run => run.PerSecond), "", 0.85);
        report.AtMost("store / bare, p99", store.Against(bareStore, run => run.P99), "", 3);
        report.AtMost("get / bare, p99", get.Against(bareGet, run => run.P99), "", 3);
        report.AtLeast("current / store, requests", current.Against(store, run => run.PerSecond), "", 0.85);
        report.AtLeast("peer's instance / store, requests", peer.Against(store, run => run.PerSecond), "", 0.75);
        return report.ExitCode;
    }

    private sealed class Kind(string name, Server server, string script)
    {
        private readonly List<WrkResult> _runs = [];
        private readonly List<double> _processor = [];

        public async Task WarmUp(int seconds) => await Wrk.Run(server, script, seconds);

        public async Task Measure(int seconds)
        {
            var before = server.Processor;
            var run = await Wrk.Run(server, script, seconds);
            _processor.Add((server.Processor - before).TotalMicroseconds / run.Requests);
            _runs.Add(run);
        }

        public double Against(Kind baseline, Func<WrkResult, double> figure) =>
            _runs.Zip(baseline._runs, (mine, its) => figure(mine) / figure(its)).Median();

        public void Print(Report report)
        {
            var rates = _runs.Select(run => run.PerSecond).ToArray();
            var (p50, p99) = (_runs.Select(run => run.P50).Median(), _runs.Select(run => run.P99).Median());
            report.Figure(
                name, rates.Median(), "req/s",
                $"{rates.Min(),7:N0} to {rates.Max(),7:N0}, p50 {p50:F2} ms, p99 {p99:F2} ms, processor {_processor.Median():F1} us each");
        }
    }
}
