using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;
using Lockers.Tests.Shared;

namespace Lockers.Benchmarks.Http.Durability;

/// <summary>
/// Stores that PostgreSQL has committed against those of an older build, at 64 connections, each with a server of its own, in turns.
/// Arguments: the older build's Lockers.Silo.dll, then rounds (15), seconds of each measurement (3), of each warm-up (20).
/// </summary>
internal sealed class DurableRegressionCommand : ICommand
{
    private const double AtLeast = 0.98;

    /// <inheritdoc/>
    public string Name => "durable-regression";

    /// <inheritdoc/>
    public string Summary => "durable stores against an older build: give its Lockers.Silo.dll (4 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        if (args is not [var assembly, ..] || !File.Exists(assembly))
        {
            await Console.Error.WriteLineAsync($"Usage: {Name} /path/to/older/Lockers.Silo.dll [rounds] [seconds] [warm-up]");
            return 1;
        }

        var report = new Report(Name);
        await using var olderDatabase = await PrivatePostgres.Start(PrivatePostgres.Durable);
        await using var database = await PrivatePostgres.Start(PrivatePostgres.Durable);
        var (olderProcessor, processor) = (await PostgresProcessor.Of(olderDatabase), await PostgresProcessor.Of(database));
        using var wrk = new Wrk();
        using var older = await Server.StartNode(new FileInfo(assembly), NodeSettings.Durable(olderDatabase));
        using var node = await Server.StartNode(NodeSettings.Durable(database));
        var one = wrk.Script("POST", "/registry/lockers/bench/store/A,");
        var before = new Contender("store, older", older, one) { Connections = 64, Database = () => olderProcessor.Total };
        var now = new Contender("store", node, one) { Connections = 64, Database = () => processor.Total };

        await Contender.Alternate([before, now], args.Number(1, 15), args.Number(2, 3), args.Number(3, 20));
        before.Print(report);
        now.Print(report);
        report.AtLeast("store / older, requests", now.RequestsAgainst(before), "", AtLeast);
        report.AtLeast("older / store, processor time of a request", before.ProcessorAgainst(now), "", AtLeast);
        return report.ExitCode;
    }
}
