using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

[Collection(nameof(ScenarioPostgres))]
public sealed class LostMemoryTests(ScenarioPostgres postgres, ITestOutputHelper output)
{
    private const int Labels = 72;
    private const int Instances = 36;
    private const int Peers = 24;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    // One of them holds the registry, and each of them some lockers, instances and peers whose like live elsewhere.
    [Fact]
    public async Task What_lives_in_memory_is_whole_or_gone_whichever_node_is_killed() => await Scenario.Run(
        new ClusterShape(await postgres.Server.NewDatabase(), "Memory"), output, async scenario =>
        {
            var (labels, instances, peers) = (0, 0, 0);
            foreach (var victim in scenario.Cluster.Silos)
            {
                var names = (Labels: Names($"{victim.Name[^1]}label", Labels), Addresses: Names("1.1.1.", Instances), Peers: Names("peer", Peers));
                await Fill(scenario, names.Labels, names.Addresses, names.Peers);
                await victim.Kill();
                scenario.Say($"{victim.Name} was killed");

                labels += await scenario.LabelsAreWholeOrGone(names.Labels);
                instances += await scenario.InstancesAreWholeOrGone("p", names.Addresses);
                peers += await scenario.PeersAreWholeOrGone(names.Peers);
                await victim.Start();
                scenario.Say($"{victim.Name} is back");
            }

            // What lived on the other nodes is still there, of each kind.
            Assert.InRange(labels, Labels, 3 * Labels);
            Assert.InRange(instances, Instances, 3 * Instances);
            Assert.InRange(peers, Peers, 3 * Peers);
        });

    private static async Task Fill(Scenario scenario, string[] labels, string[] addresses, string[] peers)
    {
        using var door = new Door(scenario.Cluster.Doors.First(door => door.IsServing), TimeSpan.FromSeconds(20));
        foreach (var label in labels) await Post(scenario, door, $"/registry/lockers/{label}/store/a", label);
        foreach (var address in addresses) await Post(scenario, door, $"/registry/peers/p/{address}/locker/store/a", address);
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
