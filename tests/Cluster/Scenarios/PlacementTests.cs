using System.Text.Json.Nodes;
using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

public sealed class PlacementTests(ScenarioPostgres postgres, ITestOutputHelper output)
{
    private const int Count = 300;
    private static readonly TimeSpan Deadline = TestDeadlines.Recovery;

    // Through one door, which is the harder case: grains like to stay where they are called from.
    [Theory]
    [InlineData("Memory", "/registry/lockers/run-{0}/store/a", "LockerGrain")]
    [InlineData("PostgreSql", "/registry/lockers/run-{0}/store/a", "LockerGrain")]
    [InlineData("PostgreSql", "/registry/peers/p/1.1.1.1:{0}/locker/store/a", "PeerInstanceGrain")]
    public async Task Lockers_and_instances_are_spread_evenly_over_the_nodes(string storage, string target, string grain) =>
        await Scenario.Run(new ClusterShape(await postgres.Server.NewDatabase(), storage), output, async scenario =>
        {
            using var door = new Door(scenario.Cluster.Doors[0], TimeSpan.FromSeconds(30));
            for (var i = 0; i < Count; i++)
            {
                Reply reply = null!;
                await Until.Holds(
                    async () => (reply = await door.Ask("POST", string.Format(null, target, i), "text")).Status is not (0 or 503), Deadline,
                    () => $"text {i} is stored: {reply.Note} {reply.Answer}", scenario.Stop);
                Assert.True(reply.Status == 200, $"{reply.Note} {reply.Answer}");
            }

            var counts = new List<int>();
            await Until.Holds(
                async () => (counts = await Activations(door, grain)).Sum() >= Count, Deadline,
                () => $"{Count} of {grain} are active: {string.Join(", ", counts)}", scenario.Stop);

            scenario.Say($"{grain}: {string.Join(", ", counts)}");
            Assert.Equal(3, counts.Count);
            Assert.All(counts, count => Assert.InRange(count, 0.8 * Count / 3, 1.2 * Count / 3));
        });

    private static async Task<List<int>> Activations(Door door, string grain)
    {
        var reply = await door.Ask("GET", "/dashboard/DashboardCounters");
        var grains = reply.Status == 200 ? reply.Answer!.Json?["simpleGrainStats"] as JsonArray : null;
        var counted = (grains ?? []).Where(of => ((string)of!["grainType"]!).Split('.', ',').Contains(grain));
        return [.. counted.Select(of => (int)of!["activationCount"]!)];
    }
}
