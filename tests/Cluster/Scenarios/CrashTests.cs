using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;
using Xunit;

namespace Lockers.Cluster.Scenarios;

public sealed class CrashTests(ScenarioPostgres postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_one_node_after_another_is_killed() => await Scenario.Run(
        new ClusterShape(await postgres.Server.NewDatabase(), "PostgreSql"), output, async scenario =>
        {
            await scenario.OpenRun();
            await using var load = scenario.Load(Registers.Mixed);
            for (var round = 0; round < RunForm.Of(3, 20); round++)
            {
                await scenario.Progress(300);
                var victim = scenario.AnyOf(scenario.Cluster.Silos);
                await victim.Kill();
                scenario.Say($"{victim.Name} was killed");
                await scenario.Progress(300);
                await victim.Start();
                scenario.Say($"{victim.Name} is back");
            }

            await scenario.Progress(300);
            await load.Stop();
            await scenario.NothingIsLost(Registers.Mixed, atLeast: RunForm.Of(500, 4000));
        });

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_all_nodes_are_killed_at_once() => await Scenario.Run(
        new ClusterShape(await postgres.Server.NewDatabase(), "PostgreSql"), output, async scenario =>
        {
            await scenario.OpenRun();
            await using var load = scenario.Load(Registers.Mixed);
            for (var round = 0; round < RunForm.Of(2, 8); round++)
            {
                await scenario.Progress(400);
                await Task.WhenAll(scenario.Cluster.Silos.Select(silo => silo.Kill()));
                scenario.Say("all nodes were killed");
                await scenario.Cluster.AllReady();
                scenario.Say("all nodes are back");
            }

            await scenario.Progress(400);
            await load.Stop();
            await scenario.NothingIsLost(Registers.Mixed, atLeast: RunForm.Of(400, 1500));
        });
}
