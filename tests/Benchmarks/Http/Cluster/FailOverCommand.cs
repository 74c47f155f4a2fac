using System.Diagnostics;
using Lockers.Benchmarks.Http.Processes;
using Lockers.Tests.Shared;

namespace Lockers.Benchmarks.Http.Cluster;

/// <summary>
/// One of 3 nodes with 300 lockers between them is killed: how long until every locker has given its text and taken another,
/// asked through the other two, again and again until it does. Then a node is started in its place. Before the kill every node
/// holds a lease on <c>current</c>; every other round the node that is killed is that of the registry. Meanwhile another
/// locker is opened. Arguments: rounds (3), lockers (300).
/// </summary>
internal sealed class FailOverCommand : ICommand
{
    private const int Nodes = 3;
    private readonly List<Server> _nodes = [];

    /// <inheritdoc/>
    public string Name => "fail-over";

    /// <inheritdoc/>
    public string Summary => "SIGKILL of one of 3 nodes until all of 300 lockers answer again, and what open takes then (1 min)";

    /// <inheritdoc/>
    public async Task<int> Run(string[] args)
    {
        var report = new Report(Name);
        var (rounds, count) = (args.Number(0, 3), args.Number(1, 300));
        await using var postgres = await PrivatePostgres.Start(PrivatePostgres.Durable);
        var lockers = Enumerable.Range(0, count).Select(number => new WatchedLocker($"locker{number}")).ToArray();
        try
        {
            while (_nodes.Count < Nodes) _nodes.Add(await Server.StartNode(NodeSettings.DurableMember(postgres)));
            foreach (var locker in lockers) await locker.Store(_nodes[0].Client);
            var worst = new List<double>();
            for (var round = 1; round <= rounds; round++)
            {
                worst.Add(await Round(report, round, lockers));
                _nodes.Add(await Server.StartNode(NodeSettings.DurableMember(postgres)));
            }

            report.Figure("all lockers answered again, median of rounds", worst.Median(), "s");
            report.AtMost("all lockers answered again, worst round", worst.Max(), "s", 6);
            return report.ExitCode;
        }
        finally
        {
            foreach (var node in _nodes) node.Dispose();
        }
    }

    private async Task<double> Round(Report report, int round, WatchedLocker[] lockers)
    {
        var (victim, its, isRegistry) = await Victim(ofRegistry: round % 2 == 1, lockers);
        foreach (var node in _nodes) await node.Client.GetAsync("/registry/lockers/current/get/lease");
        _nodes.Remove(victim);

        var start = Stopwatch.GetTimestamp();
        victim.Kill();
        var open = Open($"round{round}", start);
        var answered = await Task.WhenAll(lockers.Select((locker, at) => locker.Answered(_nodes[at % _nodes.Count].Client, start)));
        var opened = await open;
        victim.Dispose();

        var all = answered.Select(time => time.TotalSeconds).ToArray();
        report.Figure(
            $"round {round}: the last locker answered", all.Max(), "s",
            $"median {all.Median():F2}, p90 {all.Quantile(0.9):F2}; {its} of {lockers.Length} lived on the node");
        report.Figure(
            $"round {round}: open", opened.TotalSeconds, "s",
            isRegistry ? "the node held the registry and a lease" : "the node held a lease");
        report.Check($"round {round}: nothing is lost", Array.TrueForAll(lockers, locker => !locker.Lost));
        return all.Max();
    }

    // Of two that are not the registry's, the one with more lockers: the other may have started just now.
    private async Task<(Server Node, int Lockers, bool IsRegistry)> Victim(bool ofRegistry, WatchedLocker[] lockers)
    {
        await using var map = await GrainMap.Connect(_nodes);
        var registry = await map.OfRegistry();
        var homes = new List<Server>();
        foreach (var locker in lockers) homes.Add(await map.OfLocker(locker.Label));
        var victim = ofRegistry ? registry : _nodes.Where(node => node != registry).MaxBy(node => homes.Count(home => home == node))!;
        return (victim, homes.Count(home => home == victim), victim == registry);
    }

    private async Task<TimeSpan> Open(string label, long start)
    {
        while (true)
        {
            using var answer = await _nodes[0].Client.PostAsync($"/registry/lockers/open/{label}", null);
            if (answer.IsSuccessStatusCode) return Stopwatch.GetElapsedTime(start);
            await Task.Delay(WatchedLocker.Pause);
        }
    }
}
