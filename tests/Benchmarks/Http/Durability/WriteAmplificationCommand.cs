using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;
using Lockers.Tests.Shared;

namespace Lockers.Benchmarks.Http.Durability;

/// <summary>
/// What is written to PostgreSQL for each byte of text that is stored: random overwrites of the keys of one locker, texts of
/// 100 bytes, over pipelined connections. What counts is the payload of all records that come to be, snapshots and manifests
/// among them, up to the end of the last compaction; a byte of a key or a time is none that was stored. The write-ahead log
/// holds that too, and rows, indexes, deletes and whole pages after each checkpoint.
/// Arguments: overwrites (1,000,000), keys (100,000).
/// </summary>
internal sealed class WriteAmplificationCommand : ICommand
{
    private const double MiB = 1024 * 1024;
    private static readonly byte[] Text = [.. Enumerable.Repeat((byte)'v', 100)];

    /// <inheritdoc/>
    public string Name => "write-amplification";

    /// <inheritdoc/>
    public string Summary => "bytes written to PostgreSQL for each byte stored, over 1,000,000 overwrites of 100,000 keys (1 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        var (overwrites, keys) = (args.Number(0, 1_000_000), args.Number(1, 100_000));
        await using var postgres = await PrivatePostgres.Start([.. PrivatePostgres.Durable, "autovacuum = on"]);
        using var node = await Server.StartNode(NodeSettings.Durable(postgres));
        await Stores.Fill(node.Port, keys, Target, _ => Text, Stores.DurableConnections);

        var written = await WrittenRecords.Watch(postgres);
        var random = new Random(1);
        int[] order = [.. Enumerable.Range(0, overwrites).Select(_ => random.Next(keys))];
        var took = await Stores.Fill(node.Port, overwrites, number => Target(order[number]), _ => Text, Stores.DurableConnections);
        var settled = await written.Settled();

        var stored = (double)overwrites * Text.Length;
        report.Figure("overwrites, pipelined", overwrites / took.TotalSeconds, "req/s");
        report.Figure("stores in a log record", (double)overwrites / settled.Records, "", $"{settled.Records:N0} records");
        report.Figure("log, bytes written for each byte stored", settled.RecordBytes / stored, "");
        report.Figure("segments, the same", settled.ChunkBytes / stored, "", $"{settled.Chunks:N0} chunks");
        report.Figure("manifests, the same", settled.ManifestBytes / stored, "");
        report.AtMost("bytes written for each byte stored", settled.Bytes / stored, "", 4, $"{settled.Bytes / MiB:F0} MiB of payload");
        report.Figure(
            "bytes of the write-ahead log, the same", settled.LogBytes / stored, "",
            $"{settled.LogBytes / MiB:F0} MiB, with full pages after checkpoints, and autovacuum's");
        report.Check("the node logged no warning", node.Complaints().Length == 0);
        return report.ExitCode;
    }

    private static string Target(int key) => $"/registry/lockers/overwritten/store/k{key / 1000:D3},k{key % 1000:D3}";
}
