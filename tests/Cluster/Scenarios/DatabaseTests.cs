using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

[NeedsPostgres]
public sealed class DatabaseTests(ITestOutputHelper output)
{
    private const int FirstProbe = 100;

    // A store is turned away within 5 s of its node's clock, which tests of journals show with a clock of their own; here the machine may be busy.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Deadline = TestDeadlines.Recovery;
    private static int _probes;

    [Fact]
    public async Task Reads_go_on_while_the_database_is_away_and_stores_when_it_is_back()
    {
        await using var postgres = await PrivatePostgres.Start();
        await Scenario.Run(new ClusterShape(postgres.ConnectionString, "PostgreSql"), output, async scenario =>
        {
            await scenario.OpenRun();
            await using var load = scenario.Load(Registers.Mixed);
            for (var round = 0; round < RunForm.Of(1, 6); round++)
            {
                await EveryDoor(scenario, (calls, door) => UntilStored(scenario, calls, door));
                await scenario.Progress(300);
                await postgres.Kill();
                scenario.Say("the database was killed");

                await EveryDoor(scenario, StoresAreTurnedAway);
                await EveryDoor(scenario, WhatIsNotInMemoryIsTurnedAway);
                scenario.Say("stores are turned away");
                await EveryDoor(scenario, ReadsGoOn);
                await scenario.For(RunForm.Of(3, 15));
                await EveryDoor(scenario, ReadsGoOn);
                scenario.Say("reads went on");

                await postgres.StartAgain();
                scenario.Say("the database is back");
                await EveryDoor(scenario, (calls, door) => UntilStored(scenario, calls, door));
                scenario.Say("stores work again");
                Assert.DoesNotContain(scenario.Cluster.Nodes, node => node.HasEnded);
            }

            await scenario.Progress(300);
            await load.Stop();
            await scenario.NothingIsLost(Registers.Mixed, atLeast: RunForm.Of(300, 1500));
        });
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_connections_to_the_database_are_cut_over_and_over()
    {
        await using var postgres = await PrivatePostgres.Start();
        await Scenario.Run(new ClusterShape(postgres.ConnectionString, "PostgreSql"), output, async scenario =>
        {
            await scenario.OpenRun();
            await using var load = scenario.Load(Registers.Mixed);
            await scenario.Progress(300);
            for (var round = 0; round < RunForm.Of(15, 200); round++)
            {
                await postgres.CutConnections();
                await scenario.For(1.2 * scenario.Random.NextDouble());
            }

            scenario.Say("connections are cut no more");
            await scenario.Progress(300);
            await EveryDoor(scenario, (calls, door) => UntilStored(scenario, calls, door));
            Assert.DoesNotContain(scenario.Cluster.Nodes, node => node.HasEnded);
            await load.Stop();
            await scenario.NothingIsLost(Registers.Mixed, atLeast: RunForm.Of(300, 1500));
        });
    }

    private static Task EveryDoor(Scenario scenario, Func<RecordedCalls, Door, Task> probe) =>
        Task.WhenAll(scenario.Cluster.Doors.Select(async node =>
        {
            using var door = new Door(node, Patience);
            await probe(new RecordedCalls(Interlocked.Increment(ref _probes) + FirstProbe, scenario.History, scenario.Tally), door);
        }));

    private static async Task ReadsGoOn(RecordedCalls calls, Door door)
    {
        foreach (var register in Registers.Mixed)
        {
            var reply = await calls.Get(door, register);
            Assert.True(reply.Status is 200 or 404, $"{register.Key} was not read: {reply.Note} {reply.Answer}");
        }
    }

    private static async Task StoresAreTurnedAway(RecordedCalls calls, Door door)
    {
        foreach (var register in Registers.Mixed.DistinctBy(register => register.Tree))
        {
            var reply = await calls.Store(door, register);
            Assert.True(reply.Status == 503, $"{register.Key} was not turned away: {reply.Note} {reply.Answer}");
            Assert.Contains("Retry-After", reply.Answer!.Headers.Keys);
        }
    }

    // To begin with a locker, too, takes the database.
    private static async Task WhatIsNotInMemoryIsTurnedAway(RecordedCalls calls, Door door)
    {
        for (var fresh = 0; fresh < 4; fresh++)
        {
            var register = Register.OfLocker($"fresh-{Interlocked.Increment(ref _probes)}", "a");
            var store = await calls.Store(door, register);
            var get = await calls.Get(door, register);
            Assert.True(store.Status == 503, $"{register.Key} was not turned away: {store.Note} {store.Answer}");
            Assert.True(get.Status is 404 or 503, $"{register.Key} was not turned away: {get.Note} {get.Answer}");
        }
    }

    private static async Task UntilStored(Scenario scenario, RecordedCalls calls, Door door)
    {
        foreach (var register in Registers.Mixed)
        {
            var note = "";
            await Until.Holds(
                async () =>
                {
                    var reply = await calls.Store(door, register);
                    note = $"{reply.Note} {reply.Answer}";
                    return reply.Status == 200;
                },
                Deadline, () => $"{register.Key} is stored through {door.Node.Name}: {note}", scenario.Stop);
        }
    }
}
