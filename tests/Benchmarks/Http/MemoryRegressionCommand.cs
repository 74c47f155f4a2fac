using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// Store and get of a node in memory against those of an older build of it, as <see cref="HotPathCommand"/> measures them.
/// Arguments: the older build's Lockers.Silo.dll, then rounds (11), seconds of each measurement (3), of each warm-up (7).
/// </summary>
internal sealed class MemoryRegressionCommand : ICommand
{
    private const double AtLeast = 0.97;

    /// <inheritdoc/>
    public string Name => "memory-regression";

    /// <inheritdoc/>
    public string Summary => "store and get in memory against an older build: give its Lockers.Silo.dll (3 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        if (args is not [var assembly, ..] || !File.Exists(assembly))
        {
            await Console.Error.WriteLineAsync($"Usage: {Name} /path/to/older/Lockers.Silo.dll [rounds] [seconds] [warm-up]");
            return 1;
        }

        var report = new Report(Name);
        using var wrk = new Wrk();
        using var older = await Server.StartNode(new FileInfo(assembly));
        using var node = await Server.StartNode();
        var (store, get) = (wrk.Script("POST", "/registry/lockers/bench/store/A,"), wrk.Script("GET", "/registry/lockers/bench/get/A,"));
        var (storeBefore, getBefore) = (new Contender("store, older", older, store), new Contender("get, older", older, get));
        var (storeNow, getNow) = (new Contender("store", node, store), new Contender("get", node, get));

        Contender[] all = [storeBefore, storeNow, getBefore, getNow];
        await Contender.Alternate(all, args.Number(1, 11), args.Number(2, 3), args.Number(3, 7));
        foreach (var one in all) one.Print(report);
        report.AtLeast("store / older, requests", storeNow.RequestsAgainst(storeBefore), "", AtLeast);
        report.AtLeast("get / older, requests", getNow.RequestsAgainst(getBefore), "", AtLeast);
        report.AtLeast("older / store, processor time of a request", storeBefore.ProcessorAgainst(storeNow), "", AtLeast);
        report.AtLeast("older / get, processor time of a request", getBefore.ProcessorAgainst(getNow), "", AtLeast);
        return report.ExitCode;
    }
}
