using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;
using Lockers.Tests.Shared;
using Npgsql;

namespace Lockers.Benchmarks.Http.Durability;

/// <summary>
/// A store that is acknowledged when PostgreSQL has committed it, against one in memory: wrk with one thread and 64
/// connections, texts of 200 bytes at 1,000 keys, of one locker and spread over 16; and one at a time, against a bare INSERT
/// of the same bytes into the same database. PostgreSQL's settings are its defaults, so it syncs.
/// Arguments: rounds (7), seconds of each measurement (3), of each warm-up (20: a durable node takes its time to compile), stores one at a time (2,000).
/// </summary>
internal sealed class DurableCommand : ICommand
{
    private const int Connections = 64;
    private const int Lockers = 16;

    /// <inheritdoc/>
    public string Name => "durable";

    /// <inheritdoc/>
    public string Summary => "stores with PostgreSQL against memory at 64 connections, and against a bare INSERT at one (4 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        await using var postgres = await PrivatePostgres.Start(PrivatePostgres.Durable);
        var database = await PostgresProcessor.Of(postgres);
        using var wrk = new Wrk();
        using var memory = await Server.StartNode();
        using var durable = await Server.StartNode(NodeSettings.Durable(postgres));
        var one = wrk.Script("POST", Path(0));
        var several = wrk.Script("POST", [.. Enumerable.Range(0, Lockers).Select(Path)]);
        Contender[] all =
        [
            InMemory("store, memory", one), Durable("store, durable", one),
            InMemory($"store into {Lockers}, memory", several), Durable($"store into {Lockers}, durable", several),
        ];
        await Contender.Alternate(all, args.Number(0, 7), args.Number(1, 3), args.Number(2, 20));
        foreach (var contender in all) contender.Print(report);
        report.AtLeast("durable / memory, requests", all[1].RequestsAgainst(all[0]), "", 0.5);
        report.AtMost("durable, p99", all[1].P99, "ms", 15);
        report.Figure("durable / memory, processor time of a request", all[1].ProcessorAgainst(all[0]), "", "of node and PostgreSQL");
        report.AtLeast($"durable / memory, requests, {Lockers} lockers", all[3].RequestsAgainst(all[2]), "", 0.4);
        report.Figure($"durable, p99, {Lockers} lockers", all[3].P99, "ms");
        using (var bare = new NpgsqlConnection(postgres.ConnectionString)) SingleStores.Measure(report, durable, bare, args.Number(3, 2000), 2.5);
        report.Check("the node logged no warning", durable.Complaints().Length == 0);
        return report.ExitCode;

        Contender InMemory(string name, string script) => new(name, memory, script) { Connections = Connections };

        Contender Durable(string name, string script) => new(name, durable, script)
        {
            Connections = Connections,
            Database = () => database.Total,
        };
    }

    private static string Path(int locker) => $"/registry/lockers/durable{locker}/store/A,";
}
