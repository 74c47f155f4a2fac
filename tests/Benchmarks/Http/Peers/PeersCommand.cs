using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Lockers.Benchmarks.Http.Processes;
using Lockers.Tests.Shared;

namespace Lockers.Benchmarks.Http.Peers;

/// <summary>
/// Simulated instances of peers that remind every 5 s and report 10 targets every 4 s, a third of them over HTTP/2 with prior knowledge; each
/// has connections of its own. Meanwhile the summary of all results is asked for, every 5 s. With one node, what is measured is how long
/// requests take from when they are due. With three, the first one is killed in the middle: at its end no report must be missing that was
/// acknowledged. Arguments: seconds (60), instances (2000), nodes (1), durable with PostgreSQL (0 or 1), seconds of warm-up (15).
/// </summary>
internal sealed class PeersCommand : ICommand
{
    private const int InstancesPerPeer = 10;
    private const string Results = "/registry/peers/lockers/targets/results";
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);
    private readonly List<Server> _nodes = [];

    /// <inheritdoc/>
    public string Name => "peers";

    /// <inheritdoc/>
    public string Summary => "2,000 instances of peers that remind and report over both protocols; with 3 nodes one is killed (2 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var (seconds, count, nodes, isDurable, warmUp) =
            (args.Number(0, 60), args.Number(1, 2000), args.Number(2, 1), args.Number(3, 0) == 1, args.Number(4, 15));
        var report = new Report(Name);
        await using var postgres = nodes > 1 || isDurable ? await PrivatePostgres.Start(PrivatePostgres.Durable) : null;
        string[] settings = postgres is null ? [] : (nodes > 1, isDurable) switch
        {
            (true, true) => NodeSettings.DurableMember(postgres),
            (true, false) => NodeSettings.Member(postgres),
            _ => NodeSettings.Durable(postgres),
        };
        try
        {
            while (_nodes.Count < nodes) _nodes.Add(await Server.StartNode(settings));
            PeerInstance[] instances = [.. Enumerable.Range(0, count).Select(number => new PeerInstance(number, Math.Max(1, count / InstancesPerPeer)))];
            (await _nodes[0].Client.PostAsync("/registry/lockers/open/run1", null)).EnsureSuccessStatusCode();
            await Register(instances);
            await Measure(report, instances, seconds, warmUp);
            return report.ExitCode;
        }
        finally
        {
            foreach (var node in _nodes) node.Dispose();
        }
    }

    private async Task Measure(Report report, PeerInstance[] instances, int seconds, int warmUp)
    {
        var latencies = new PeerLatencies { From = long.MaxValue };
        var ports = new PeerNodes([.. _nodes.Select(node => node.Port)]);
        var load = new PeerLoad(instances, ports, latencies);
        using var stop = new CancellationTokenSource();
        var sending = Task.Run(() => load.Run(stop.Token));
        await Task.Delay(TimeSpan.FromSeconds(warmUp));

        // The first one of a process also waits for what is compiled for it.
        var first = await AskForSummary();

        load.ForgetLate();
        var (begun, sent, used) = (Stopwatch.GetTimestamp(), load.Sent, (Node: Processor(_nodes), Own: Own()));
        latencies.From = begun;
        using var reading = new CancellationTokenSource();
        var reads = ReadSummaries(reading.Token);
        long? killed = null;
        if (_nodes.Count > 1)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds / 2.0));
            killed = Stopwatch.GetTimestamp();
            used.Node -= _nodes[0].Processor;
            _nodes[0].Kill();
            ports.Remove(_nodes[0].Port);
            await Task.Delay(TimeSpan.FromSeconds(seconds - (seconds / 2.0)));
        }
        else
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds));
        }

        var took = Stopwatch.GetElapsedTime(begun);
        var ended = Stopwatch.GetTimestamp();
        (sent, used) = (load.Sent - sent, (Processor(_nodes.Where(node => !node.HasExited)) - used.Node, Own() - used.Own));
        await reading.CancelAsync();
        await stop.CancelAsync();
        await sending;
        var late = load.Late;
        var isSettled = await Settled(load);

        report.Figure("offered", load.Offered, "req/s", $"{instances.Length:N0} instances, {instances.Count(one => one.IsHttp2):N0} of them report over HTTP/2");
        report.Figure("sent", sent / took.TotalSeconds, "req/s", $"the generator was late by at most {late.TotalMilliseconds:F1} ms");
        report.Figure("processor time of the nodes", used.Node / took, "cores", $"of the generator {used.Own / took:F2}");
        Print(report, latencies, killed is null);
        var summaries = await reads;
        report.AtMost("summary of all results meanwhile, worst", summaries.Max(), "s", 1,
            $"median {summaries.Median():F3}; the first of the process {first:F2}; {string.Join(' ', summaries.Select(took => took.ToString("F2", CultureInfo.InvariantCulture)))}");
        PrintErrors(report, latencies, begun, killed, ended);
        report.Check("every request was answered in the end", isSettled, $"{load.Pending} were not");
        if (killed is { } when) PrintFailOver(report, instances, when);
        load.Close();
        report.Check("no acknowledged report is lost", await Lost(instances) is var lost && lost == 0, $"{lost} of {instances.Length * PeerInstance.Targets:N0}");
        if (killed is null) report.Check("the node logged no warning", _nodes.TrueForAll(node => node.Complaints().Length == 0));
    }

    private static void Print(Report report, PeerLatencies latencies, bool isJudged)
    {
        Print(report, "all", latencies.Of(), isJudged);
        Print(report, "reports over HTTP/1.1", latencies.Of(isHttp2: false, isReport: true), false);
        Print(report, "reports over HTTP/2", latencies.Of(isHttp2: true, isReport: true), false);
        Print(report, "reminders", latencies.Of(isReport: false), false);
    }

    private static void Print(Report report, string name, double[] all, bool isJudged)
    {
        if (all.Length == 0) return;
        var note = $"p50 {all.Median():F2}, p99.9 {all.Quantile(0.999):F1}, worst {all.Max():F1}, {all.Length:N0} answers";
        if (isJudged) report.AtMost($"{name}: p99", all.Quantile(0.99), "ms", 50, note);
        else report.Figure($"{name}: p99", all.Quantile(0.99), "ms", note);
    }

    private static void PrintErrors(Report report, PeerLatencies latencies, long begun, long? killed, long ended)
    {
        var before = latencies.Errors(begun, killed ?? long.MaxValue);
        report.Check(killed is null ? "no error" : "no error before the kill", before.Length == 0, Said(before));
        if (killed is not { } when) return;
        var after = latencies.Errors(when, ended);
        report.Figure("requests without an acknowledgement after it", after.Sum(kind => kind.Count), "", Said(after));
    }

    // An instance that is not heard of for long has reports that wait: peers of goto stop their traffic meanwhile.
    private static void PrintFailOver(Report report, PeerInstance[] instances, long killed)
    {
        var late = instances.Count(instance => instance.LastAcknowledged < killed);
        report.Check("every instance was acknowledged after the kill", late == 0, $"{late} were not");
    }

    private static string Said((string What, int Count)[] errors) => string.Join(", ", errors.Select(error => $"{error.Count} {error.What}"));

    private static async Task<bool> Settled(PeerLoad load)
    {
        var begun = Stopwatch.GetTimestamp();
        while (load.Pending > 0 && Stopwatch.GetElapsedTime(begun) < Settling) await Task.Delay(50);
        return load.Pending == 0;
    }

    private static TimeSpan Own() => Process.GetCurrentProcess().TotalProcessorTime;

    private static TimeSpan Processor(IEnumerable<Server> nodes) => nodes.Aggregate(TimeSpan.Zero, (sum, node) => sum + node.Processor);

    private Task Register(PeerInstance[] instances) => Parallel.ForEachAsync(
        instances, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (instance, stop) =>
        {
            using var body = new StringContent(instance.Registration, Encoding.UTF8, "application/json");
            using var answer = await _nodes[0].Client.PostAsync("/registry/peers/add", body, stop);
            answer.EnsureSuccessStatusCode();
        });

    private async Task<List<double>> ReadSummaries(CancellationToken stop)
    {
        var took = new List<double>();
        while (!stop.IsCancellationRequested)
        {
            var summary = await AskForSummary();
            if (summary is { } seconds) took.Add(seconds);
            await Task.Delay(summary is null ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(5), stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return took;
    }

    // Of the node that stays: how many seconds it took. While another fails over it may be told to try again: null.
    private async Task<double?> AskForSummary()
    {
        try
        {
            var begun = Stopwatch.GetTimestamp();
            using var answer = await _nodes[^1].Client.GetAsync(Results, CancellationToken.None);
            await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
            return answer.IsSuccessStatusCode ? Stopwatch.GetElapsedTime(begun).TotalSeconds : null;
        }
        catch (HttpRequestException)
        {
            // It was broken off when a node went away in the middle.
            return null;
        }
    }

    private async Task<int> Lost(PeerInstance[] instances)
    {
        var lost = 0;
        await Parallel.ForEachAsync(instances, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (instance, stop) =>
        {
            using var answer = await _nodes[^1].Client.GetAsync($"/registry/peers/{instance.Name}/{instance.Address}/locker", stop);
            JsonElement? tree = null;

            // One that was never acknowledged need not be there.
            if (answer.StatusCode != HttpStatusCode.NotFound) tree = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(stop);
            for (var target = 0; target < PeerInstance.Targets; target++)
            {
                var stored = tree is { } there ? Stored(there, target) : 0;
                if (stored < instance.Acknowledged[target] || stored > instance.Sent[target]) Interlocked.Increment(ref lost);
            }
        });
        return lost;
    }

    private static int Stored(JsonElement tree, int target) =>
        tree.GetProperty("locker").TryGetProperty("client", out var client) && client.GetProperty("subKeys").TryGetProperty($"t{target}", out var text)
            ? PeerReport.CountOf(text.GetProperty("data").GetString()!) : 0;
}
