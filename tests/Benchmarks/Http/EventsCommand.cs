using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lockers.Benchmarks.Http.Load;
using Lockers.Benchmarks.Http.Processes;

namespace Lockers.Benchmarks.Http;

/// <summary>
/// 1,000,000 events of 10 peers in one locker: the last thousands must cost what the first did, one request at a time. Then the first page of the
/// timeline of all, latest first, and searches. Each event has 300 bytes, as those of a peer that calls targets.
/// Arguments: events (1,000,000), peers (10).
/// </summary>
internal sealed class EventsCommand : ICommand
{
    private const int Thousand = 1000;
    private const int Thousands = 10;
    private const int Runs = 9;
    private const double MiB = 1024 * 1024;

    /// <inheritdoc/>
    public string Name => "events";

    /// <inheritdoc/>
    public string Summary => "1,000,000 events of 10 peers: append, first page of the reversed timeline, search (2 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        var (events, peers) = (args.Number(0, Thousand * Thousand), args.Number(1, 10));
        using var node = await Server.StartNode();
        foreach (var peer in Enumerable.Range(0, peers)) Add(node, peer);
        Open(node, "warm-up");
        Append(node, 0, peers);
        Open(node, "run");
        var resident = node.Memory.Resident;
        var first = Append(node, 0, peers);
        var between = events - (2 * Thousands * Thousand);
        var took = await Stores.Fill(node.Port, between, number => Target(number, peers), number => Event((Thousands * Thousand) + number));
        report.Figure("events stored, pipelined", between / took.TotalSeconds, "req/s", $"{Event(0).Length} bytes each, {peers} peers");
        var last = Append(node, events - (Thousands * Thousand), peers);
        report.Figure("1,000 events, median of the first ten", first.Median(), "ms");
        report.Figure("1,000 events, median of the last ten", last.Median(), "ms", $"slowest of all {last.Max():F0}");
        report.AtMost("last / first", last.Median() / first.Median(), "", 1.3);
        report.Figure("resident memory", (node.Memory.Resident - resident) / (double)events, "B/event", $"{node.Memory.Resident / MiB:F0} MiB in all");
        await Read(report, node, "reversed timeline of all, first page", "?unified=y&reverse=y&data=y", 0.05);
        await Read(report, node, "timeline of all, first page", "?unified=y", 0.05);
        await Read(report, node, "reversed timelines of each, first page", "?reverse=y", 0.05);
        await Whole(report, node, "the last 100", "/registry/peers/events?unified=y&reverse=y&limit=100");
        await Whole(report, node, "all of them, with data", "/registry/peers/events?data=y");
        await Whole(report, node, "a search that finds nothing", "/registry/peers/events/search/nothing%20like%20this?unified=y");
        report.Check("the node logged no warning", node.Complaints().Length == 0);
        return report.ExitCode;
    }

    private static async Task Read(Report report, Server node, string name, string query, double limit)
    {
        var runs = new List<double>();
        for (var i = 0; i < Runs; i++) runs.Add(await FirstByte(node, $"/registry/peers/events{query}"));
        report.AtMost(name, runs.Median(), "s", limit, $"first run {runs[0]:F3}");
    }

    // The rest is not taken: the client goes away.
    private static async Task<double> FirstByte(Server node, string path)
    {
        var start = Stopwatch.GetTimestamp();
        using var answer = await node.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        _ = await body.ReadAsync(new byte[16 * 1024]);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task Whole(Report report, Server node, string name, string path)
    {
        var read = await TimedGet.Run(node, path);
        report.Figure(name, read.Whole, "s", $"{read.Bytes / MiB:F1} MiB");
    }

    // The times of a thousand each, in milliseconds.
    private static List<double> Append(Server node, int from, int peers)
    {
        using var connection = new RawConnection(node.Port);
        var times = new List<double>();
        for (var number = from; times.Count < Thousands;)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Thousand; i++, number++)
            {
                connection.Post(Target(number, peers), Event(number));
                connection.Exchange();
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }

    private static void Open(Server node, string label)
    {
        using var connection = new RawConnection(node.Port);
        connection.Post($"/registry/lockers/open/{label}", []);
        connection.Exchange();
    }

    private static void Add(Server node, int peer)
    {
        using var connection = new RawConnection(node.Port);
        connection.Post(
            $"/registry/peers/peer{peer}/remember", Encoding.ASCII.GetBytes($$"""{"name":"peer{{peer}}","address":"10.0.0.{{peer}}:8080"}"""));
        connection.Exchange();
    }

    private static string Target(int number, int peers) =>
        $"/registry/peers/peer{number % peers}/pod.ns@10.0.0.{number % peers}:8080(node@cluster)/events/store";

    private static byte[] Event(int number)
    {
        var at = new DateTime(2026, 11, 27, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(number);
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""
            {"title":"Invocation Response","summary":"{{number % 100}}-t1[1][1]-t1-1","data":{"targetName":"t1","status":"200 OK","statusCode":200,"responsePayloadSize":554},"at":"{{at:yyyy-MM-ddTHH:mm:ss.fffffff}}Z","peer":"peer","peerHost":"pod.ns@10.0.0.1:8080(node@cluster)"}
            """));
    }
}
