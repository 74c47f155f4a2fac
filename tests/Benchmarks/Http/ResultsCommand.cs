using System.Text;
using System.Text.Json;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// Results over 1,000 instances with 10 targets each. What each reports is a real report of a goto 0.4.1 peer
/// (TargetResults.json, with a second tracked header as goto 0.4.1 counts it), 1.8 KB. Then a second such run, and both side by side.
/// Arguments: peers that the instances are spread over (10).
/// </summary>
internal sealed class ResultsCommand : ICommand
{
    private const int Instances = 1000;
    private const int Targets = 10;
    private const int Runs = 9;
    private const double MiB = 1024 * 1024;

    /// <inheritdoc/>
    public string Name => "results";

    /// <inheritdoc/>
    public string Summary => "results over 1,000 instances x 10 targets, summary, detailed, as a table; two runs compared (40 s)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        var peers = args.Number(0, 10);
        using var node = await Server.StartNode();
        var resident = node.Memory.Resident;
        byte[][] texts = [.. Enumerable.Range(0, Targets).Select(Template)];
        var took = await Run(node, "run1", texts, peers);
        report.Figure("reports stored, pipelined", Instances * Targets / took.TotalSeconds, "req/s", $"{texts[0].Length} bytes each, {peers} peers");
        report.Figure("resident memory", node.Memory.Resident / MiB, "MiB", $"{resident / MiB:F0} before");
        await Read(report, node, "summary", "");
        await Read(report, node, "detailed", "?detailed=y");
        var requests = Instances * Targets * Counted(texts[0]);
        report.Check("summary counts every invocation", await Invocations(node) == requests);
        await Read(report, node, "table by target", "?by=target");
        await Read(report, node, "table by instance", "?by=instance&format=text");
        await Run(node, "run2", texts, peers);
        foreach (var by in (string[])["target", "peer", "instance"])
        {
            var runs = await TimedGet.Run(node, $"/registry/lockers/compare/run1/run2?by={by}", Runs);
            report.AtMost($"compare by {by}, median", runs.Select(run => run.Whole).Median(), "s", 1, $"first run {runs[0].Whole:F2}, {runs[0].Bytes / 1024.0:F0} KiB");
        }

        using var compared = JsonDocument.Parse(await node.Client.GetByteArrayAsync("/registry/lockers/compare/run1/run2"));
        var total = compared.RootElement.GetProperty("total");
        report.Check("both runs count every invocation", ((string[])["a", "b"]).All(run => total.GetProperty(run).GetProperty("requests").GetInt64() == requests));
        return report.ExitCode;
    }

    private static async Task<TimeSpan> Run(Server node, string label, byte[][] texts, int peers)
    {
        using var opened = await node.Client.PostAsync(new Uri($"/registry/lockers/open/{label}", UriKind.Relative), content: null);
        opened.EnsureSuccessStatusCode();
        return await Stores.Fill(node.Port, Instances * Targets, number => Target(number, peers), number => texts[number % Targets]);
    }

    private static async Task Read(Report report, Server node, string name, string query)
    {
        var runs = await TimedGet.Run(node, $"/registry/peers/lockers/targets/results{query}", Runs);
        report.AtMost(
            $"{name}, median", runs.Select(run => run.Whole).Median(), "s", 1,
            $"first run {runs[0].Whole:F2}, {runs[0].Bytes / 1024.0:F0} KiB");
    }

    private static async Task<long> Invocations(Server node)
    {
        using var summary = JsonDocument.Parse(await node.Client.GetByteArrayAsync("/registry/peers/lockers/targets/results"));
        return summary.RootElement.EnumerateObject()
            .SelectMany(peer => peer.Value.GetProperty("targetInvocationCounts").EnumerateObject())
            .Sum(target => target.Value.GetInt64());
    }

    private static long Counted(byte[] text)
    {
        using var results = JsonDocument.Parse(text);
        return results.RootElement.GetProperty("invocationCounts").GetInt64();
    }

    private static string Target(int number, int peers)
    {
        var instance = number / Targets;
        var address = $"10.0.{instance / 250}.{instance % 250}:8080";
        return $"/registry/peers/peer{instance % peers}/{address}/locker/store/client,t{number % Targets}";
    }

    private static byte[] Template(int target)
    {
        using var resource = typeof(ResultsCommand).Assembly.GetManifestResourceStream("TargetResults.json")!;
        using var text = new StreamReader(resource);
        return Encoding.UTF8.GetBytes(text.ReadToEnd().Trim().Replace("\"t1\"", $"\"t{target}\"", StringComparison.Ordinal));
    }
}
