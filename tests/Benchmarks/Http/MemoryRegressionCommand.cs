using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// Store and get of a node in memory against those of an older build of it, as <see cref="HotPathCommand"/> measures them. Both are started anew
/// several times: what the runtime makes of the same code differs by more from one process to the next than from one second to the next. A figure is
/// the median over the launches. A node under load compiles for half a minute, which takes up to half of its processor time at first and is no cost of a
/// request: the warm-ups, two for each node, outlast it. Arguments: the older build's Lockers.Silo.dll, then launches (5), rounds of each (3), seconds of each
/// measurement (3), of each warm-up (20).
/// </summary>
internal sealed class MemoryRegressionCommand : ICommand
{
    private const double AtLeast = 0.98;

    /// <inheritdoc/>
    public string Name => "memory-regression";

    /// <inheritdoc/>
    public string Summary => "store and get in memory against an older build: give its Lockers.Silo.dll (10 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        if (args is not [var assembly, ..] || !File.Exists(assembly))
        {
            await Console.Error.WriteLineAsync($"Usage: {Name} /path/to/older/Lockers.Silo.dll [launches] [rounds] [seconds] [warm-up]");
            return 1;
        }

        var report = new Report(Name);
        using var wrk = new Wrk();
        string[] names = ["store / older, requests", "get / older, requests", "older / store, processor time of a request", "older / get, processor time of a request"];
        var ratios = names.Select(_ => new List<double>()).ToArray();
        for (var launch = args.Number(1, 5); launch > 0; launch--)
        {
            var launched = await Launch(report, wrk, new FileInfo(assembly), args.Number(2, 3), args.Number(3, 3), args.Number(4, 20));
            foreach (var (all, one) in ratios.Zip(launched)) all.Add(one);
        }

        foreach (var (name, all) in names.Zip(ratios)) report.AtLeast(name, all.Median(), "", AtLeast, $"{all.Min():F2} to {all.Max():F2}");
        return report.ExitCode;
    }

    private static async Task<double[]> Launch(Report report, Wrk wrk, FileInfo assembly, int rounds, int seconds, int warmUp)
    {
        using var older = await Server.StartNode(assembly);
        using var node = await Server.StartNode();
        var (store, get) = (wrk.Script("POST", "/registry/lockers/bench/store/A,"), wrk.Script("GET", "/registry/lockers/bench/get/A,"));
        var (storeBefore, getBefore) = (new Contender("store, older", older, store), new Contender("get, older", older, get));
        var (storeNow, getNow) = (new Contender("store", node, store), new Contender("get", node, get));

        Contender[] all = [storeBefore, storeNow, getBefore, getNow];
        await Contender.Alternate(all, rounds, seconds, warmUp);
        foreach (var one in all) one.Print(report);
        return
        [
            storeNow.RequestsAgainst(storeBefore), getNow.RequestsAgainst(getBefore),
            storeBefore.ProcessorAgainst(storeNow), getBefore.ProcessorAgainst(getNow),
        ];
    }
}
