using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

public sealed class ReadinessTests(ScenarioPostgres postgres, ITestOutputHelper output)
{
    private const string Ready = "/health/ready";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_node_is_not_ready_while_the_registry_does_not_answer_and_is_again_afterwards() => await Scenario.Run(
        new ClusterShape(await postgres.Server.NewDatabase(), "PostgreSql") { Silos = 2 }, output, async scenario =>
        {
            var silos = scenario.Cluster.Silos;

            // It is on one of both: then the other learns of it.
            var noticed = await IsNoticed(scenario, silos[0], silos[1]) || await IsNoticed(scenario, silos[1], silos[0]);

            Assert.True(noticed, "Each node stayed ready while the other stood still.");
        });

    private static async Task<bool> IsNoticed(Scenario scenario, ClusterNode frozen, ClusterNode other)
    {
        using var door = new Door(other, Patience);
        await IsReady();
        frozen.Freeze();
        scenario.Say($"{frozen.Name} is frozen");
        var status = 0;
        using var late = new CancellationTokenSource(Patience);
        while (status != 503 && !late.IsCancellationRequested) status = (await door.Ask("GET", Ready)).Status;
        frozen.Thaw();
        scenario.Say($"{other.Name} answered {status}; {frozen.Name} goes on, and ends with {await frozen.LearnsItsFate()}");
        await frozen.ComesBack();
        await IsReady();
        return status == 503;

        Task IsReady() => Until.Holds(
            async () => (await door.Ask("GET", Ready)).Status == 200, TestDeadlines.Recovery, () => $"{other.Name} is ready", scenario.Stop);
    }
}
