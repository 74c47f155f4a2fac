using Lockers.Cluster.Nodes;
using Lockers.Cluster.Scenarios;
using Lockers.Gotos;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Gotos;

/// <summary>
/// The whole picture: peers of every generation register, get what to run, run it, report, and leave, while pods and the nodes of the
/// registry are killed. In the end every view of the results says what the peers counted.
/// </summary>
public sealed class GotoTests(ScenarioPostgres postgres, ITestOutputHelper output)
{
    private const string Run = "run1";

    [Fact]
    public async Task Results_are_what_peers_counted_when_pods_and_the_only_node_are_killed()
    {
        var data = Directory.CreateTempSubdirectory("lockers-gotos");
        try
        {
            var shape = ClusterShape.Alone with { Storage = "Sqlite", Arguments = [$"--Lockers:DataPath={Path.Combine(data.FullName, "lockers.db")}"] };
            await Scenario.Run(shape, output, scenario => Play(scenario, RunForm.Of(1, 10)));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Results_are_what_peers_counted_when_pods_and_one_of_three_nodes_are_killed() => await Scenario.Run(
        new ClusterShape(await postgres.Server.NewDatabase(), "PostgreSql"), output, scenario => Play(scenario, RunForm.Of(1, 12)));

    private static async Task Play(Scenario scenario, int rounds)
    {
        await using var service = new ServiceAddress(FreePort.Several(1)[0], scenario.Cluster.Doors.Select(door => door.Address));
        using (var client = new NodeClient(service.Address)) Assert.Equal(200, (await client.Post($"/registry/lockers/open/{Run}")).Status);
        await using var team = await Team.Start(service.Address);
        using var tester = new Tester(service.Address, team, scenario.Stop);
        Assert.All(team.Pods, pod => Assert.True(pod.IsRegistered, pod.Unreadable));
        await tester.Post("/registry/peers/track/headers/via-goto");
        await tester.AddTargets(replicas: 2, requests: 10);
        await tester.InvokeAll();
        await team.Quiet(scenario.Stop);
        scenario.Say("the first traffic is over");

        for (var round = 0; round < rounds; round++)
        {
            await tester.AddTargets(replicas: 2, requests: 100);
            await tester.InvokeAll();
            var victim = scenario.AnyOf(scenario.Cluster.Silos);
            await victim.Kill();
            scenario.Say($"{victim.Name} was killed");
            await victim.Start();
            scenario.Say($"{victim.Name} is back");
            var pod = await team.Restart(scenario.Random.Next(team.Pods.Count));
            scenario.Say($"{pod.Name} at {pod.Address} was killed, and is back with {pod.Targets.Count} targets");
            Assert.True(pod.IsRegistered, pod.Unreadable);
            Assert.Equal(["again", "echo", "nobody", "teapot"], pod.Targets);
            await team.Quiet(scenario.Stop);
        }

        await LastReports(tester, team, scenario.Stop);
        await tester.CountsAreRight();
        await tester.EventsAreThere();
        await team.Stop(0);
        await team.Stop(team.Pods.Count - 1);
        await tester.CountsAreRight();
        var peers = await tester.Get("/registry/peers");
        Assert.Empty(peers["new"]!["pods"]!.AsObject());
        Assert.Single(peers["old"]!["pods"]!.AsObject());
    }

    // Reports of one target overtake each other, and those that a dead node got are lost. One request of each target is one report,
    // which nothing overtakes.
    private static async Task LastReports(Tester tester, Team team, CancellationToken stop)
    {
        await tester.AddTargets(replicas: 1, requests: 1);
        await tester.InvokeAll();
        await team.Quiet(stop);
    }
}
