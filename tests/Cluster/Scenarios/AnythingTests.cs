using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

[NeedsPostgres]
public sealed class AnythingTests(ITestOutputHelper output)
{
    // What each of the other scenarios does by itself, in any order and at the same time: two things may be broken at once.
    [Fact]
    public async Task Nothing_acknowledged_is_lost_whatever_happens_in_whatever_order()
    {
        await using var postgres = await PrivatePostgres.Start();
        await Scenario.Run(new ClusterShape(postgres.ConnectionString, "PostgreSql"), output, async scenario =>
        {
            await scenario.OpenRun();
            await using var load = scenario.Load(Registers.Mixed);
            for (var round = 0; round < RunForm.Of(2, 20); round++)
            {
                await scenario.Progress(200);
                var victim = scenario.AnyOf(scenario.Cluster.Silos);
                await Task.WhenAll(OnNode(scenario, victim), OnDatabase(scenario, postgres));

                // Only now: without a database no node starts.
                await victim.ComesBack();
                scenario.Say($"{victim.Name} is back");
            }

            await scenario.Cluster.AllReady();
            await scenario.Progress(300);
            await load.Stop();
            await scenario.NothingIsLost(Registers.Mixed, atLeast: RunForm.Of(200, 1500));
        });
    }

    private static async Task OnNode(Scenario scenario, ClusterNode victim)
    {
        switch (scenario.Random.Next(3))
        {
            case 0:
                scenario.Say($"{victim.Name} is killed");
                await victim.Kill();
                await scenario.For(4);
                break;
            case 1:
                scenario.Say($"{victim.Name} is told to stop");
                await victim.Stop();
                break;
            default:
                victim.Freeze();
                scenario.Say($"{victim.Name} is frozen");
                await scenario.For(3 + (9 * scenario.Random.NextDouble()));
                victim.Thaw();
                scenario.Say($"{victim.Name} goes on, and ends with {await victim.LearnsItsFate()}");
                break;
        }
    }

    private static async Task OnDatabase(Scenario scenario, PrivatePostgres postgres)
    {
        await scenario.For(4 * scenario.Random.NextDouble());
        if (scenario.Random.Next(2) == 0)
        {
            for (var cut = 0; cut < 5; cut++)
            {
                await postgres.CutConnections();
                await scenario.For(scenario.Random.NextDouble());
            }

            scenario.Say("the database's connections were cut");
            return;
        }

        await postgres.Kill();
        scenario.Say("the database was killed");
        await scenario.For(6 * scenario.Random.NextDouble());
        await postgres.StartAgain();
        scenario.Say("the database is back");
    }
}
