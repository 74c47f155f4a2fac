using Lockers.Cluster.History;
using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;
using Xunit;

namespace Lockers.Cluster.Scenarios;

public sealed class CounterTests(ScenarioPostgres postgres, ITestOutputHelper output)
{
    private const int Clients = 16;

    private static readonly IReadOnlyList<Register> Counters =
    [
        Register.OfLocker("counters", "a"), Register.OfLocker("more", "b,c"), Register.OfLocker(Registers.Current, "d", by: "current"),
        Register.OfInstance(Registers.Current, "p", "1.1.1.1:1", "e"),
    ];

    // An increment is read, add one, store if nobody else has: one that is lost, or made twice, shows in the sum.
    [Fact]
    public async Task Counters_that_are_stored_on_conditions_end_at_the_number_of_acknowledged_increments() => await Scenario.Run(
        new ClusterShape(await postgres.Server.NewDatabase(), "PostgreSql"), output, async scenario =>
        {
            await scenario.OpenRun();
            var clients = Enumerable.Range(0, Clients).Select(at => new CounterClient(
                at, new Random(RunForm.Seed + at), scenario.Cluster.Doors, Counters, scenario.History, scenario.Tally)).ToList();
            await using var load = Workload.Start(clients.Select(client => (Func<CancellationToken, Task>)client.Run), scenario.Stop);
            for (var round = 0; round < RunForm.Of(1, 20); round++)
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
            await scenario.NothingIsLost(Counters, atLeast: RunForm.Of(100, 2000));
            foreach (var counter in Counters) Check(scenario, counter, [.. clients.SelectMany(client => client.Increments).Where(one => one.Key == counter.Key)]);
        });

    private static void Check(Scenario scenario, Register counter, IReadOnlyList<(string Key, long Number, Outcome Outcome)> increments)
    {
        var last = scenario.History.Operations.Last(operation => operation.Key == counter.Key && operation is { Kind: OperationKind.Get, Outcome: Outcome.Done });
        var end = CounterClient.NumberOf(last.Value);
        var made = increments.Where(one => one.Outcome == Outcome.Done).Select(one => one.Number).ToList();
        var doubtful = increments.Where(one => one.Outcome == Outcome.Unknown).Select(one => one.Number).ToHashSet();
        scenario.Say($"{counter.Key} is at {end}: {made.Count} increments were acknowledged, {doubtful.Count} are in doubt");

        Assert.Equal(made.Count, made.Distinct().Count());
        Assert.InRange(end, made.Count, made.Count + doubtful.Count);

        // Each number up to the last was stored once: by an increment that was acknowledged, or by one in doubt.
        Assert.All(Enumerable.Range(1, (int)end).Select(number => (long)number).Except(made), missing => Assert.Contains(missing, doubtful));
    }
}
