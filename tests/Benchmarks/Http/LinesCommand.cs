using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;
using Lockers.Tests.Shared;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// 1,000,000 keys, 1,000 x 1,000 with 100 bytes of text at each of the lower ones: imported from lines as an export has them, exported, and listed 500 at a
/// time from anywhere. Then imported into a node with SQLite, and one with PostgreSQL where that is installed.
/// Arguments: keys of the first level (1,000), pages (2,000), whether into databases too (1).
/// </summary>
internal sealed class LinesCommand : ICommand
{
    private const int Width = 1000;
    private const int Runs = 5;
    private const int PageKeys = 500;
    private const double MiB = 1024 * 1024;

    /// <inheritdoc/>
    public string Name => "lines";

    /// <inheritdoc/>
    public string Summary => "1,000,000 keys imported, exported and listed a page at a time; imported into SQLite and PostgreSQL (2 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        var keys = args.Number(0, Width) * Width;
        var lines = Lines(keys);
        using (var node = await Server.StartNode())
        {
            await Import(report, node, "memory", lines, keys, 4);
            await Export(report, node, lines);
            await Pages(report, node, keys, args.Number(1, 2000));
            report.Check("the node logged no warning", node.Complaints().Length == 0);
        }

        if (args.Number(2, 1) == 0) return report.ExitCode;
        var folder = Directory.CreateTempSubdirectory("lockers-benchmarks-");
        try
        {
            using var sqlite = await Server.StartNode(NodeSettings.Sqlite(Path.Combine(folder.FullName, "lockers.db")));
            await Import(report, sqlite, "SQLite", lines, keys, 8);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        await using var postgres = await PrivatePostgres.Start(PrivatePostgres.Durable);
        using var durable = await Server.StartNode(NodeSettings.Durable(postgres));
        await Import(report, durable, "PostgreSQL", lines, keys, 15);
        return report.ExitCode;
    }

    private static async Task Import(Report report, Server node, string storage, byte[] lines, int keys, double limit)
    {
        // The code is compiled, and the heap has its size, before it is measured.
        await Send(node, "warm-up", lines.AsMemory(0, lines.AsSpan(0, lines.Length / 4).LastIndexOf((byte)'\n') + 1));
        using (await node.Client.PostAsync(new Uri("/registry/lockers/warm-up/close", UriKind.Relative), null)) { }

        var heap = await ManagedHeap.Collect(node.Id);
        node.Memory.ForgetPeak();
        var start = Stopwatch.GetTimestamp();
        var stored = await Send(node, "big", lines);
        var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var peak = node.Memory.Peak;
        report.AtMost($"import, {storage}", took, "s", limit, $"{lines.Length / MiB:F0} MiB of lines");
        report.Check($"import, {storage}: every line is stored", stored == keys);
        var held = await ManagedHeap.Collect(node.Id);
        report.Figure($"import, {storage}: managed heap", (held - heap) / (double)keys, "B/key");
        report.AtMost($"import, {storage}: resident above what is stored, peak", (peak - node.Memory.Resident) / MiB, "MiB", 256, $"{peak / MiB:F0} MiB");
    }

    private static async Task<long> Send(Server node, string label, ReadOnlyMemory<byte> lines)
    {
        using var content = new ReadOnlyMemoryContent(lines);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await node.Client.PostAsync(new Uri($"/registry/lockers/{label}/import", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return json.RootElement.GetProperty("stored").GetInt64();
    }

    private static async Task Export(Report report, Server node, byte[] lines)
    {
        node.Memory.ForgetPeak();
        var resident = node.Memory.Resident;
        var runs = await TimedGet.Run(node, "/registry/lockers/big/export", Runs);
        report.AtMost("export: last byte, median", runs.Select(run => run.Whole).Median(), "s", 1.5, $"first run {runs[0].Whole:F2}, {runs[0].Bytes / MiB:F0} MiB");
        report.AtMost("export: first byte, worst", runs.Max(run => run.FirstByte), "s", 0.2);
        report.AtMost("export: resident memory up by, peak", (node.Memory.Peak - resident) / MiB, "MiB", 64);
        var exported = await node.Client.GetByteArrayAsync(new Uri("/registry/lockers/big/export", UriKind.Relative));
        report.Check("export gives the lines that were imported", lines.AsSpan().SequenceEqual(exported));
    }

    private static async Task Pages(Report report, Server node, int keys, int pages)
    {
        var random = new Random(1);
        var took = new List<double>();
        for (var i = 0; i < pages + 200; i++)
        {
            var key = random.Next(keys);
            var level = i % 2 == 0 ? $"/k{key / Width:D3}?after=k{key % Width:D3}" : $"?after=k{key / Width:D3}";
            var start = Stopwatch.GetTimestamp();
            await node.Client.GetByteArrayAsync($"/registry/lockers/big/keys{level}&limit={PageKeys}");
            if (i >= 200) took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        report.AtMost($"keys, pages of {PageKeys}: p99", took.Quantile(0.99), "ms", 5, $"median {took.Median():F2}");
    }

    private static byte[] Lines(int keys)
    {
        var lines = new ArrayBufferWriter<byte>(keys * 240);
        var text = new string('v', 100);
        var begun = new DateTime(2026, 11, 27, 13, 8, 41, DateTimeKind.Utc);
        for (var key = 0; key < keys; key++)
        {
            var at = begun.AddTicks((37L * key) + 1).ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture).TrimEnd('0');
            Encoding.ASCII.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{{\"path\":[\"k{key / Width:D3}\",\"k{key % Width:D3}\"],\"text\":\"{text}\",\"firstReported\":\"{at}Z\",\"lastReported\":\"{at}Z\"}}\n"),
                lines);
        }

        return lines.WrittenSpan.ToArray();
    }
}
