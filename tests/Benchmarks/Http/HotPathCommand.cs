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

        var bareStore = new Contender("store, bare", bare, wrk.Script("POST", BareServerCommand.StorePath));
        var bareGet = new Contender("get, bare", bare, wrk.Script("GET", BareServerCommand.GetPath));
        var store = new Contender("store", node, wrk.Script("POST", "/registry/lockers/bench/store/A,"));
        var get = new Contender("get", node, wrk.Script("GET", "/registry/lockers/bench/get/A,"));
        var current = new Contender("store to current", node, wrk.Script("POST", "/registry/lockers/current/store/A,"));
        var peer = new Contender("store of a peer's instance", node, wrk.Script("POST", Peer));

        Contender[] kinds = [bareStore, store, bareGet, get, current, peer];
        await Contender.Alternate(kinds, rounds, seconds, warmUp);

        foreach (var kind in kinds) kind.Print(report);
        report.AtLeast("store / bare, requests", store.RequestsAgainst(bareStore), "", 0.85);
        report.AtLeast("get / bare, requests", get.RequestsAgainst(bareGet), "", 0.85);
        report.AtMost("store / bare, p99", store.Against(bareStore, run => run.P99), "", 3);
        report.AtMost("get / bare, p99", get.Against(bareGet, run => run.P99), "", 3);
        report.AtLeast("current / store, requests", current.RequestsAgainst(store), "", 0.85);
        report.AtLeast("peer's instance / store, requests", peer.RequestsAgainst(store), "", 0.75);
        return report.ExitCode;
    }
}
