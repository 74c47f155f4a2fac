using System.Diagnostics;
using System.Text.Json;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;
using Lockers.Tests.Shared;

namespace Lockers.Benchmarks.Http.Durability;

/// <summary>
/// A node with 1,000,000 keys in one locker, 1,000 x 1,000 with 100 bytes of text at each of the lower ones, is killed and
/// started again with the same database: how long until it is ready, and from then until the locker answers first. Once with SQLite, and
/// with PostgreSQL once alone, once as a member of a cluster, once as the successor of a member that was killed. Arguments: keys (1,000,000).
/// </summary>
internal sealed class RecoveryCommand : ICommand
{
    private const string Locker = "recovered";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private static readonly byte[] Text = [.. Enumerable.Repeat((byte)'v', 100)];

    /// <inheritdoc/>
    public string Name => "recovery";

    /// <inheritdoc/>
    public string Summary => "1,000,000 keys in one locker, SIGKILL, and the first answer of the node that is started again (2 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        var keys = args.Number(0, 1_000_000);
        var folder = Directory.CreateTempSubdirectory("lockers-benchmarks-");
        try
        {
            var sqlite = NodeSettings.Sqlite(System.IO.Path.Combine(folder.FullName, "lockers.db"));
            await Fill(report, keys, sqlite);
            await Recover(report, "sqlite", keys, sqlite, 1.5);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        await using var postgres = await PrivatePostgres.Start(PrivatePostgres.Durable);
        await Fill(report, keys, NodeSettings.Durable(postgres));
        await Recover(report, "alone", keys, NodeSettings.Durable(postgres), 3);
        await Recover(report, "member", keys, NodeSettings.DurableMember(postgres), 3);
        await Recover(report, "its successor", keys, NodeSettings.DurableMember(postgres), 3);
        return report.ExitCode;
    }

    private static async Task Fill(Report report, int keys, string[] settings)
    {
        using var first = await Server.StartNode(settings);
        var took = await Stores.Fill(
            first.Port, keys, key => $"/registry/lockers/{Locker}/store/{Path(key)}", _ => Text, Stores.DurableConnections);
        report.Figure("stored, pipelined", keys / took.TotalSeconds, "req/s");
        first.Kill();
    }

    private static async Task Recover(Report report, string name, int keys, string[] settings, double limit)
    {
        using var node = await Server.StartNode(settings);
        var first = await FirstAnswer(node, keys - 1);
        report.Figure($"{name}: start of the process to readiness", node.StartTime.TotalSeconds, "s");
        report.AtMost($"{name}: readiness to the locker's first answer", first.TotalSeconds, "s", limit);
        report.Figure($"{name}: both", (node.StartTime + first).TotalSeconds, "s");
        var found = await Keys(node);
        report.Check($"{name}: nothing is lost", found == keys, $"{found:N0} keys");
        report.Check($"{name}: the node logged no warning", node.Complaints().Length == 0);
        node.Kill();
    }

    private static async Task<TimeSpan> FirstAnswer(Server node, int key)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            using var answer = await node.Client.GetAsync($"/registry/lockers/{Locker}/get/{Path(key)}");
            if (answer.IsSuccessStatusCode) return Stopwatch.GetElapsedTime(start);
            if (Stopwatch.GetElapsedTime(start) > Deadline)
                throw new InvalidOperationException($"The locker does not answer: {await answer.Content.ReadAsStringAsync()}");
            await Task.Delay(50);
        }
    }

    private static async Task<long> Keys(Server node)
    {
        using var labels = JsonDocument.Parse(await node.Client.GetByteArrayAsync("/registry/lockers/labels?detailed=y"));
        return labels.RootElement.EnumerateArray()
            .Single(label => label.GetProperty("label").GetString() == Locker)
            .GetProperty("keys").GetInt64();
    }

    private static string Path(int key) => $"k{key / 1000:D3},k{key % 1000:D3}";
}
