using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;
using Xunit;

namespace Lockers.Cluster.Scenarios;

public sealed class StaleTwinTests(ScenarioPostgres postgres, ITestOutputHelper output)
{
    private const int FirstWaiting = 100;

    // Frozen for longer than it takes the others to go on without it, a node wakes up with grains that live elsewhere by now,
    // and with requests in its sockets. None of them may see the past or write over the present.
    [Fact]
    public async Task A_node_that_was_frozen_serves_no_past_and_overwrites_nothing_when_it_wakes_up() => await Scenario.Run(
        new ClusterShape(await postgres.Server.NewDatabase(), "PostgreSql"), output, async scenario =>
        {
            await scenario.OpenRun();
            await using var load = scenario.Load(Registers.Mixed);
            var waiting = FirstWaiting;
            for (var round = 0; round < RunForm.Of(2, 8); round++)
            {
                await scenario.Progress(300);
                var victim = scenario.AnyOf(scenario.Cluster.Silos);
                victim.Freeze();
                scenario.Say($"{victim.Name} is frozen");
                await scenario.For(8 + (4 * scenario.Random.NextDouble()));
                var calls = Registers.Mixed.Select(register => Wait(scenario, victim, waiting++, register)).ToList();
                await scenario.For(0.3);
                victim.Thaw();
                scenario.Say($"{victim.Name} goes on");
                await Task.WhenAll(calls);
                scenario.Say($"{victim.Name} ends with {await victim.LearnsItsFate()}");
                await victim.ComesBack();
                scenario.Say($"{victim.Name} is back");
            }

            await scenario.Progress(300);
            await load.Stop();
            await scenario.NothingIsLost(Registers.Mixed, atLeast: RunForm.Of(400, 1500));
        });

    // What waits in the node's sockets is what it serves first, before anything tells it how late it is.
    private static async Task Wait(Scenario scenario, ClusterNode frozen, int client, Register register)
    {
        using var door = new Door(frozen, TimeSpan.FromSeconds(5));
        var calls = new RecordedCalls(client, scenario.History, scenario.Tally);
        await calls.Get(door, register);
        await calls.Store(door, register);
        for (var again = 0; again < 5; again++) await calls.Get(door, register);
    }
}
