using Lockers.Cluster.History;
using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

/// <summary>Three nodes and a database on hosts of their own, and a network that splits, under load from clients of every node.</summary>
public sealed class PartitionTests(ITestOutputHelper output)
{
    private const int Hosts = 3;
    private const int Outcast = 2;
    private static readonly TimeSpan Deadline = TestDeadlines.Recovery;

    // Lockers that come to be while the network is split.
    private static readonly IReadOnlyList<Register> Fresh =
        [.. from label in (string[])["split-a", "split-b", "split-c", "split-d"] from path in (string[])["a", "a,b", "c"] select Register.OfLocker(label, path)];

    [Fact]
    public Task Durable_nodes_lose_nothing_and_show_no_past_when_one_is_cut_off_from_the_others_and_the_database() =>
        Run("PostgreSql", (scenario, network) => Durable(scenario, network, PartitionNetwork.Database, 0, 1));

    [Fact]
    public Task Durable_nodes_lose_nothing_and_show_no_past_when_one_is_cut_off_from_the_others_only() =>
        Run("PostgreSql", (scenario, network) => Durable(scenario, network, 0, 1));

    [Fact]
    public Task Durable_nodes_lose_nothing_and_show_no_past_when_one_is_cut_off_from_the_database_only() =>
        Run("PostgreSql", (scenario, network) => FromDatabase(scenario, network, goesOn: false));

    [Fact]
    public Task Nodes_in_memory_do_not_answer_twice_when_one_is_cut_off_from_the_others_and_the_database() =>
        Run("Memory", (scenario, network) => InMemory(scenario, network, PartitionNetwork.Database, 0, 1));

    [Fact]
    public Task Nodes_in_memory_do_not_answer_twice_when_one_is_cut_off_from_the_others_only() =>
        Run("Memory", (scenario, network) => InMemory(scenario, network, 0, 1));

    [Fact]
    public Task Nodes_in_memory_go_on_when_one_is_cut_off_from_the_database_only() =>
        Run("Memory", (scenario, network) => FromDatabase(scenario, network, goesOn: true));

    private static async Task Durable(Scenario scenario, PartitionNetwork network, params int[] cutFrom)
    {
        await scenario.OpenRun();
        await using var load = scenario.Load(Registers.Mixed);
        for (var round = 0; round < RunForm.Of(1, 6); round++)
        {
            await scenario.Progress(200);
            await Split(scenario, network, cutFrom);
            await OthersServe(scenario, Registers.Mixed);
            await OutcastIsSilent(scenario, Registers.Mixed);
            await scenario.Progress(200);
            await Heal(scenario, network);
            await scenario.Progress(200);
        }

        await load.Stop();
        await scenario.NothingIsLost(Registers.Mixed, atLeast: RunForm.Of(150, 1500));
    }

    // What lived on the node that was cut off is gone, and memory promises no more. What others acknowledge since is not.
    private static async Task InMemory(Scenario scenario, PartitionNetwork network, params int[] cutFrom)
    {
        var (before, tally) = (new HistoryRecorder(), new Tally());
        await using (var earlier = Workload.Start(scenario.Cluster.Doors, Registers.ByLabel, before, tally, RunForm.Seed, DoorChoice.Patience, scenario.Stop))
        {
            await Until.Holds(() => Task.FromResult(before.Acknowledged >= 300), Deadline, () => $"300 were acknowledged. {tally}", scenario.Stop);
            await earlier.Stop();
        }

        Assert.Empty(RegisterCheck.Violations(before.Operations));
        await Split(scenario, network, cutFrom);
        await OthersServe(scenario, Registers.ByLabel);
        await OutcastIsSilent(scenario, Registers.ByLabel);
        await using var load = scenario.Load(Fresh);
        await scenario.Progress(200);
        await Heal(scenario, network);
        await scenario.Progress(200);
        await load.Stop();
        await scenario.NothingIsLost(Fresh, atLeast: 50);
        await scenario.LabelsAreWholeOrGone([.. Registers.ByLabel.Select(register => register.Label).Distinct()]);
    }

    private static async Task FromDatabase(Scenario scenario, PartitionNetwork network, bool goesOn)
    {
        await scenario.OpenRun();
        await using var load = scenario.Load(Registers.Mixed);
        for (var round = 0; round < RunForm.Of(1, 6); round++)
        {
            await scenario.Progress(200);
            await Split(scenario, network, PartitionNetwork.Database);
            if (goesOn)
            {
                await scenario.For(6);
                foreach (var node in scenario.Cluster.Silos) await Serves(scenario, node, Registers.Mixed);
                scenario.Say("all nodes go on");
            }
            else
            {
                await Until.Holds(
                    () => Task.FromResult(scenario.Cluster.Silos[Outcast].HasEnded), Deadline, () => "the one that is cut off ends", scenario.Stop);
                scenario.Say("the one that is cut off has ended");
                await OthersServe(scenario, Registers.Mixed);
            }

            await scenario.Progress(100);
            await network.Heal();
            scenario.Say("the network is whole");
            await scenario.Cluster.Silos[Outcast].ComesBack();
            await scenario.Progress(200);
        }

        await load.Stop();
        await scenario.NothingIsLost(Registers.Mixed, atLeast: RunForm.Of(150, 1500));
    }

    private static async Task Split(Scenario scenario, PartitionNetwork network, params int[] cutFrom)
    {
        await network.Cut(Outcast, cutFrom);
        scenario.Say($"silo {Outcast} is cut off from {string.Join(", ", cutFrom.Select(from => from < 0 ? "the database" : $"silo {from}"))}");
    }

    private static async Task OthersServe(Scenario scenario, IReadOnlyList<Register> registers)
    {
        foreach (var node in scenario.Cluster.Silos.Where((_, at) => at != Outcast)) await Serves(scenario, node, registers);
        scenario.Say("the others serve everything");
    }

    private static async Task Serves(Scenario scenario, ClusterNode node, IReadOnlyList<Register> registers)
    {
        using var door = new Door(node, TimeSpan.FromSeconds(5));
        foreach (var register in registers)
        {
            var note = "";
            await Until.Holds(
                async () =>
                {
                    var reply = await door.Ask("GET", register.Target("get"));
                    note = $"{reply.Note} {reply.Answer}";
                    return reply.Status is 200 or 404;
                },
                Deadline, () => $"{register.Key} is read through {node.Name}: {note}", scenario.Stop);
        }
    }

    // Others serve everything by now: any answer of the outcast's would be a second one.
    private static async Task OutcastIsSilent(Scenario scenario, IReadOnlyList<Register> registers)
    {
        await Task.WhenAll(registers.Select(async register =>
        {
            using var door = new Door(scenario.Cluster.Silos[Outcast], TimeSpan.FromSeconds(3));
            var reply = await door.Ask("GET", register.Target("get"));
            Assert.False(reply.Status is 200 or 404, $"{register.Key} was read through a node that is cut off: {reply.Note} {reply.Answer}");
        }));
        scenario.Say("the one that is cut off answers nothing");
    }

    private static async Task Heal(Scenario scenario, PartitionNetwork network)
    {
        await network.Heal();
        scenario.Say("the network is whole");
        var outcast = scenario.Cluster.Silos[Outcast];
        scenario.Say($"{outcast.Name} ends with {await outcast.LearnsItsFate()}");
        await outcast.ComesBack();
        scenario.Say($"{outcast.Name} is back");
    }

    private async Task Run(string storage, Func<Scenario, PartitionNetwork, Task> story)
    {
        if (PartitionNetwork.Missing is { } missing)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is "true" or "1", missing);
            Assert.Skip(missing);
        }

        await using var network = await PartitionNetwork.Create(Hosts);
        var access = Path.Combine(Path.GetTempPath(), $"lockers-hba-{Environment.ProcessId}.conf");
        await File.WriteAllLinesAsync(
            access, ["local all all trust", "host all all 127.0.0.1/32 trust", $"host all all {network.Range} trust"]);
        try
        {
            await using var postgres = await PrivatePostgres.Start(
                $"listen_addresses = '127.0.0.1,{network.DatabaseAddress}'", $"hba_file = '{access}'");
            var database = postgres.ConnectionString.Replace("127.0.0.1", network.DatabaseAddress, StringComparison.Ordinal);
            var silos = Enumerable.Range(0, Hosts).Select(host => new ClusterNode(
                $"silo {host}", network.Door(host), "/health/ready", () => NodeProcess.InNetwork(network.Namespace(host), [
                    .. network.Arguments(host), "--Lockers:Clustering=PostgreSql", $"--Lockers:Storage={storage}",
                    $"--ConnectionStrings:Lockers={database}",
                ])));
            await Scenario.Run(new LockersCluster(silos), output, scenario => story(scenario, network));
        }
        finally
        {
            File.Delete(access);
        }
    }
}
