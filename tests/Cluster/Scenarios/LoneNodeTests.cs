using Lockers.Cluster.History;
using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;
using Xunit;

namespace Lockers.Cluster.Scenarios;

public sealed class LoneNodeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_node_in_memory_is_linearizable_also_when_it_is_held_up() => await Scenario.Run(
        ClusterShape.Alone, output, async scenario =>
        {
            await scenario.OpenRun();
            await using var load = scenario.Load(Registers.Mixed);
            await scenario.Progress(500);
            scenario.Cluster.Silos[0].Freeze();
            await scenario.For(2);
            scenario.Cluster.Silos[0].Thaw();
            await scenario.Progress(500);
            await load.Stop();
            await scenario.NothingIsLost(Registers.Mixed, atLeast: 300);
        });

    // What all scenarios rely on: that a loss would be noticed.
    [Fact]
    public async Task A_node_that_forgets_is_found_out() => await Scenario.Run(
        ClusterShape.Alone, output, async scenario =>
        {
            await using var load = scenario.Load(Registers.ByLabel);
            await scenario.Progress(500);
            await scenario.Cluster.Silos[0].Kill();
            await scenario.Cluster.AllReady();
            await scenario.Progress(500);
            await load.Stop();

            var violations = RegisterCheck.Violations(scenario.History.Operations);

            Assert.InRange(violations.Count, 1, Registers.ByLabel.Count);
            Assert.Contains(violations, violation => violation.Reason.EndsWith("was acknowledged, and is lost", StringComparison.Ordinal));
        });
}
