using System.Diagnostics;
using System.Net.Http.Json;
using Lockers.Benchmarks.Http.Processes;
using Lockers.Tests.Shared;

namespace Lockers.Benchmarks.Http.FanOut;

/// <summary>
/// A request that a node passes on to 1,000 pods of 10 peers: how long until the 980 have answered that never hang, with and without 20 that do, in turns;
/// and how long the whole takes when 20 hang. Arguments: rounds (5), pods (1000), of them hanging (20).
/// </summary>
internal sealed class FanOutCommand : ICommand
{
    private const int Peers = 10;

    /// <inheritdoc/>
    public string Name => "fan-out";

    /// <inheritdoc/>
    public string Summary => "a call of 1,000 pods, of which 20 hang (3 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var (rounds, count, hanging) = (args.Number(0, 5), args.Number(1, 1000), args.Number(2, 20));
        var report = new Report(Name);
        await using var pods = await ManyPods.Start(FreePort.Several(1)[0], count, hanging);
        using var node = await Server.StartNode();
        await Register(node, pods);
        foreach (var (name, method, target) in ((string, HttpMethod, string)[])[
            ("health", HttpMethod.Get, "/registry/peers/health"),
            ("a switch", HttpMethod.Post, "/registry/peers/client/results/invocations/n")])
        {
            await Measure(report, node, pods, new(name, method, target, rounds, count - hanging));
        }

        return report.ExitCode;
    }

    private static async Task Measure(Report report, Server node, ManyPods pods, Kind kind)
    {
        await Call(node, pods, kind, hang: false);
        var (without, with) = (new List<Fan>(), new List<Fan>());
        for (var round = 0; round < kind.Rounds; round++)
        {
            without.Add(await Call(node, pods, kind, hang: false));
            with.Add(await Call(node, pods, kind, hang: true));

            // It is unhealthy now, and would be passed over.
            await Register(node, pods);
        }

        var (alone, beside) = (without.Select(run => run.Others).Median(), with.Select(run => run.Others).Median());
        report.Figure($"{kind.Name}: those that answer, none hang", alone, "s", $"{without.Sum(run => run.Repeats)} repeats");
        report.Figure($"{kind.Name}: those that answer, some hang", beside, "s", $"{with.Sum(run => run.Repeats)} repeats");
        report.AtMost($"{kind.Name}: with / without", beside / alone, "", 1.25);
        report.AtMost($"{kind.Name}: the whole, some hang", with.Max(run => run.Whole), "s", 10.5);
    }

    private static async Task<Fan> Call(Server node, ManyPods pods, Kind kind, bool hang)
    {
        pods.Reset(hang);
        using var request = new HttpRequestMessage(kind.Method, kind.Target);
        var began = Stopwatch.GetTimestamp();
        using var response = await node.Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var whole = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var (answered, requests, last) = pods.Answered();
        if (answered != kind.Others) throw new InvalidOperationException($"{answered} of {kind.Others} pods were called.");
        return new(Stopwatch.GetElapsedTime(began, last).TotalSeconds, whole, requests - answered);
    }

    private static async Task Register(Server node, ManyPods pods)
    {
        foreach (var (i, address) in pods.Addresses.Index())
        {
            var peer = $"peer{i % Peers}";
            using var answer = await node.Client.PostAsJsonAsync($"/registry/peers/{peer}/remember", new { name = peer, address, pod = $"pod{i}" });
            answer.EnsureSuccessStatusCode();
        }
    }

    private sealed record Fan(double Others, double Whole, int Repeats);

    private sealed record Kind(string Name, HttpMethod Method, string Target, int Rounds, int Others);
}
