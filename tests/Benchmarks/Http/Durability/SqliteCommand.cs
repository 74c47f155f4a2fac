using System.Diagnostics;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;
using Microsoft.Data.Sqlite;

namespace Lockers.Benchmarks.Http.Durability;

/// <summary>
/// A store that is acknowledged when SQLite has committed it, against one in memory, and against a put into etcd's HTTP v2 API where etcd is
/// installed: wrk with one thread and 64 connections, texts of 200 bytes at 1,000 keys, of one locker and spread over 16; and one at a time,
/// against a bare INSERT with the same settings and against etcd. All files are in one temporary folder.
/// Arguments: rounds (7), seconds of each measurement (3), of each warm-up (15), stores one at a time (2,000).
/// </summary>
internal sealed class SqliteCommand : ICommand
{
    private const int Connections = 64;
    private const int Lockers = 16;

    /// <inheritdoc/>
    public string Name => "sqlite";

    /// <inheritdoc/>
    public string Summary => "stores with SQLite against memory and etcd at 64 connections, against a bare INSERT and etcd at one (5 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        var folder = Directory.CreateTempSubdirectory("lockers-benchmarks-");
        try
        {
            using var wrk = new Wrk();
            using var memory = await Server.StartNode();
            using var durable = await Server.StartNode(NodeSettings.Sqlite(Path.Combine(folder.FullName, "lockers.db")));
            using var etcd = Etcd.IsInstalled ? await Server.StartEtcd(folder.FullName) : null;
            var one = wrk.Script("POST", Target(0));
            var several = wrk.Script("POST", [.. Enumerable.Range(0, Lockers).Select(Target)]);
            Contender[] all =
            [
                new("store, memory", memory, one) { Connections = Connections },
                new("store, sqlite", durable, one) { Connections = Connections },
                new($"store into {Lockers}, memory", memory, several) { Connections = Connections },
                new($"store into {Lockers}, sqlite", durable, several) { Connections = Connections },
                .. etcd is null ? Array.Empty<Contender>() : [new("put, etcd", etcd, wrk.Form(Etcd.Keys)) { Connections = Connections }],
            ];
            await Contender.Alternate(all, args.Number(0, 7), args.Number(1, 3), args.Number(2, 15));
            foreach (var contender in all) contender.Print(report);
            report.AtLeast("sqlite / memory, requests", all[1].RequestsAgainst(all[0]), "", 0.8);
            report.AtMost("sqlite / memory, p99", all[1].Against(all[0], run => run.P99), "", 4);
            report.AtLeast($"sqlite / memory, requests, {Lockers} lockers", all[3].RequestsAgainst(all[2]), "", 0.7);
            if (etcd is not null) report.AtLeast("sqlite / etcd, requests", all[1].RequestsAgainst(all[4]), "", 2.5);
            using (var database = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "bare.db")};Pooling=False"))
                SingleStores.Measure(report, durable, database, args.Number(3, 2000), 1.5);
            if (etcd is not null) AgainstEtcd(report, durable, etcd, args.Number(3, 2000));
            else report.Figure("etcd is not installed (apt-get install etcd-server, or etcd)", 0, "");
            report.Check("the node logged no warning", durable.Complaints().Length == 0);
            return report.ExitCode;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AgainstEtcd(Report report, Server node, Server etcd, int count)
    {
        using var stores = new RawConnection(node.Port);
        using var puts = new RawConnection(etcd.Port);
        var (ours, its) = (new List<double>(), new List<double>());
        byte[] form = [.. "value="u8, .. SingleStores.Text];
        for (var i = 0; i < count; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            stores.Post($"/registry/lockers/single/store/A,k{i % 1000:D3}", SingleStores.Text);
            stores.Exchange();
            ours.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            begun = Stopwatch.GetTimestamp();
            puts.Put($"{Etcd.Keys}k{i % 1000:D3}", form);
            puts.Exchange();
            its.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        report.AtLeast("one put into etcd / one store", its.Median() / ours.Median(), "", 1.2, $"{its.Median():F2} ms / {ours.Median():F2} ms");
    }

    private static string Target(int locker) => $"/registry/lockers/durable{locker}/store/A,";
}
