using System.Globalization;
using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

public sealed class FrontEndCrashTests(ScenarioPostgres postgres, ITestOutputHelper output)
{
    [Fact]
    public async Task Front_ends_go_on_when_one_of_their_silos_is_killed() => await Scenario.Run(
        new ClusterShape(await postgres.Server.NewDatabase(), "PostgreSql") { FrontEnds = 2 }, output, async scenario =>
        {
            await scenario.OpenRun();
            await using var load = scenario.Load(Registers.Mixed);
            for (var round = 0; round < RunForm.Of(1, 6); round++)
            {
                await scenario.Progress(400);
                var victim = scenario.AnyOf(scenario.Cluster.Silos);
                await victim.Kill();
                scenario.Say($"{victim.Name} was killed");
                await scenario.Progress(400);
                await victim.Start();
                scenario.Say($"{victim.Name} is back");
            }

            await scenario.Progress(400);
            await load.Stop();
            await scenario.NothingIsLost(Registers.Mixed, atLeast: RunForm.Of(400, 1500));
        });

    [Fact]
    public async Task A_front_end_that_starts_before_the_first_silo_ever_did_waits_for_it()
    {
        var database = await postgres.Server.NewDatabase();
        await using var cluster = new LockersCluster(new ClusterShape(database, "PostgreSql") { Silos = 1, FrontEnds = 1 });
        var frontEnd = cluster.Doors[0].Start();
        await Until.Holds(
            async () => frontEnd.IsCompleted || await Connections(database) > 0, TestDeadlines.Recovery,
            () => "the front end has looked for silos", TestContext.Current.CancellationToken);

        await cluster.Silos[0].Start();

        await frontEnd;
    }

    [Fact]
    public async Task A_silo_without_an_api_answers_for_its_health_only() => await Scenario.Run(
        new ClusterShape(await postgres.Server.NewDatabase(), "PostgreSql") { Silos = 1, FrontEnds = 1 }, output, async scenario =>
        {
            using var silo = new Door(scenario.Cluster.Silos[0], TimeSpan.FromSeconds(10));
            using var frontEnd = new Door(scenario.Cluster.Doors[0], TimeSpan.FromSeconds(10));

            await Answers(silo, "/health/live", 200);
            await Answers(silo, "/registry/lockers/labels", 404);
            await Answers(frontEnd, "/registry/lockers/labels", 200);

            // On a busy machine it may take longer, or be without its lease for a moment.
            async Task Answers(Door door, string target, int status)
            {
                Reply reply = null!;
                await Until.Holds(
                    async () => (reply = await door.Ask("GET", target)).Status is not (0 or 503), TestDeadlines.Recovery,
                    () => $"{target} is answered: {reply.Note}", scenario.Stop);
                Assert.Equal(status, reply.Status);
            }
        });

    private async Task<int> Connections(string database) => int.Parse(
        await postgres.Server.Query("SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = current_database()", database),
        CultureInfo.InvariantCulture);
}
