using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

public sealed class LostMemoryTests(ScenarioPostgres postgres, ITestOutputHelper output)
{
    private const int Labels = 72;
    private const int Instances = 36;
    private const int Peers = 24;
    private static readonly TimeSpan Deadline = TestDeadlines.Recovery;

    // One of them holds the registry, and each of them some lockers, instances and peers whose like live elsewhere.
    [Fact]
    public async Task What_lives_in_memory_is_whole_or_gone_whichever_node_is_killed() => await Scenario.Run(
        new ClusterShape(await postgres.Server.NewDatabase(), "Memory"), output, async scenario =>
        {
            foreach (var victim in scenario.Cluster.Silos)
            {
                // Unlike those of the round before: what was asked for while a node was missing is on the others.
                var round = victim.Name[^1];
                var names = (Labels: Names($"label{round}-", Labels), Addresses: Names($"1.1.{round}.", Instances), Peers: Names($"peer{round}-", Peers));
                await Fill(scenario, names.Labels, names.Addresses, names.Peers);
                await victim.Kill();
                scenario.Say($"{victim.Name} was killed");

                // What lived on the other nodes is still there, two thirds of each kind.
                Assert.InRange(await scenario.LabelsAreWholeOrGone(names.Labels), Labels / 2, Labels);
                Assert.InRange(await scenario.InstancesAreWholeOrGone(WholeOrGone.Peer, names.Addresses), Instances / 2, Instances);
                Assert.InRange(await scenario.PeersAreWholeOrGone(names.Peers), Peers / 2, Peers);
                await victim.Start();
                scenario.Say($"{victim.Name} is back");
            }
        });

    private static async Task Fill(Scenario scenario, string[] labels, string[] addresses, string[] peers)
    {
        using var door = new Door(scenario.Cluster.Doors.First(door => door.IsServing), TimeSpan.FromSeconds(20));
        foreach (var label in labels) await Post(scenario, door, $"/registry/lockers/{label}/store/a", label);
        foreach (var label in labels.Take(Labels / 3))
        {
            await Post(scenario, door, $"/registry/lockers/open/{label}", "");
            await Post(scenario, door, $"/registry/peers/{WholeOrGone.Peer}/{WholeOrGone.Instance}/locker/store/a", label);
        }

        await Post(scenario, door, "/registry/lockers/open/default", "");
        foreach (var address in addresses) await Post(scenario, door, $"/registry/peers/{WholeOrGone.Peer}/{address}/locker/store/a", address);
        foreach (var peer in peers) await Post(scenario, door, "/registry/peers/add", $$"""{"name":"{{peer}}","address":"1.1.1.1:1"}""");
    }

    private static Task Post(Scenario scenario, Door door, string target, string body)
    {
        Reply? reply = null;
        return Until.Holds(
            async () => (reply = await door.Ask("POST", target, body)).Status is 200 or 202, Deadline,
            () => $"POST {target}: {reply?.Note} {reply?.Answer}", scenario.Stop);
    }

    private static string[] Names(string prefix, int count) => [.. Enumerable.Range(0, count).Select(at => $"{prefix}{at}")];
}
