using System.Diagnostics;
using Lockers.Cluster.Database;
using Lockers.Cluster.Doubt;
using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

public sealed class DoubtTests(ScenarioPostgres postgres, ITestOutputHelper output)
{
    private const int StoreClients = 6;
    private const int OpenClients = 3;
    private const int DumpedTexts = 20;

    // The database does what it is asked, and its answers are lost: for less and for more than what a store waits for, so that some
    // outcomes turn out while they are waited for, and others behind the back of a client that was answered that it is unknown.
    [Fact]
    public async Task What_was_in_doubt_is_carried_out_wholly_or_not_at_all_and_nothing_acknowledged_is_lost()
    {
        await using var proxy = new AnswerProxy(await postgres.Server.NewDatabase());
        await Scenario.Run(new ClusterShape(proxy.ConnectionString, "PostgreSql") { Silos = 2 }, output, async scenario =>
        {
            var ledger = new DoubtLedger();
            var dump = await Dump(scenario);
            var clients = Clients(scenario, ledger);
            for (var round = 0; round < RunForm.Of(2, 20); round++)
            {
                await Mark(scenario, $"marked-{round}");
                await using (var load = Workload.Start(clients.Select(client => (Func<CancellationToken, Task>)client.Run), scenario.Stop))
                {
                    await Lose(scenario, proxy, AnswerFate.Swallowed, 1);
                    if (RunForm.IsLong) await LoseAnyhow(scenario, proxy);
                    await Task.WhenAll(Lose(scenario, proxy, AnswerFate.Swallowed, 1), SweepAll(scenario, ledger, dump, round));
                    await LoseAnyhow(scenario, proxy);
                    await load.Stop();
                }

                scenario.Say($"{ledger.Acknowledged} texts are acknowledged, {proxy.Lost} answers were lost");
                using var settlement = new Settlement(scenario.Cluster.Doors, ledger, scenario.Say, scenario.Stop);
                await settlement.Run(dump.Texts);
                Assert.DoesNotContain(scenario.Cluster.Nodes, node => node.HasEnded);
            }

            foreach (var client in clients) client.Dispose();
            foreach (var operation in ledger.Operations()) scenario.History.Add(operation);
            await scenario.IsLinearizable(initial: null);
            Assert.Empty(ledger.SeenAfterClose());
            Assert.True(ledger.Acknowledged >= RunForm.Of(60, 1500), $"Only {ledger.Acknowledged} texts were acknowledged.");
        });
    }

    private static List<DoubtClient> Clients(Scenario scenario, DoubtLedger ledger)
    {
        var (doors, tally) = (scenario.Cluster.Doors, scenario.Tally);
        return [
            .. Enumerable.Range(1, StoreClients).Select(i => new StoreClient(i, RunForm.Seed, doors, ledger, tally)),
            .. Enumerable.Range(11, OpenClients).Select(i => new OpenClient(i, RunForm.Seed, doors, ledger, tally)),
            new PeerClient(21, RunForm.Seed, doors, ledger, tally)];
    }

    // Shorter and longer than the 3 s after which a store is answered that it is in doubt.
    private static Task LoseAnyhow(Scenario scenario, AnswerProxy proxy) => scenario.Random.Next(4) switch
    {
        0 => Lose(scenario, proxy, AnswerFate.Held, 1),
        1 => Lose(scenario, proxy, AnswerFate.Swallowed, scenario.Random.Next(3, 10)),
        2 => Lose(scenario, proxy, AnswerFate.Cut, scenario.Random.Next(3, 10)),
        _ => Lose(scenario, proxy, AnswerFate.Swallowed, 1),
    };

    private static async Task Lose(Scenario scenario, AnswerProxy proxy, AnswerFate fate, int oneIn)
    {
        await scenario.For(0.5 + scenario.Random.NextDouble());
        var seconds = 1 + (5 * scenario.Random.NextDouble());
        scenario.Say($"one of {oneIn} answers is {fate} for {seconds:F1} s");
        proxy.Let(fate, oneIn);
        await scenario.For(seconds);
        proxy.LetAllArrive();
        scenario.Say("answers arrive");
    }

    // In the middle of it, everything that there is, is replaced by what was dumped, or dropped.
    private static async Task SweepAll(Scenario scenario, DoubtLedger ledger, Dumped dump, int round)
    {
        await scenario.For(1 + (4 * scenario.Random.NextDouble()));
        using var door = new Door(scenario.AnyOf(scenario.Cluster.Doors), TimeSpan.FromSeconds(60));
        var isLoad = round % 2 == 0;
        var label = isLoad ? $"load-{round}" : $"marked-{round}";
        var start = Stopwatch.GetTimestamp();
        var reply = isLoad ? await door.Ask("POST", "/registry/load", dump.As(label)) : await door.Ask("POST", "/registry/peers/clear");
        scenario.Tally.Add(isLoad ? "POST load" : "POST peers/clear", reply);
        Assert.NotNull(reply.Answer);
        var outcome = new Asked(reply, start, 0).Outcome;
        ledger.Add(new Sweep(isLoad ? SweepKind.Load : SweepKind.ClearPeers, label, start, Stopwatch.GetTimestamp(), outcome, reply.Note));
        scenario.Say($"{(isLoad ? "load" : "peers/clear")} of {label}: {reply.Status}");
    }

    private static async Task<Dumped> Dump(Scenario scenario)
    {
        using var door = new Door(scenario.Cluster.Doors[0], TimeSpan.FromSeconds(30));
        var texts = Enumerable.Range(0, DumpedTexts).ToDictionary(i => $"d,{i}", i => $"dumped {i}");
        await Done(door, "/registry/lockers/open/dumped");
        await Mark(scenario, "dumped");
        foreach (var (path, text) in texts) await Done(door, $"/registry/lockers/dumped/store/{path}", text);
        var dump = (await Answered(door, "GET", "/registry/dump")).Answer!.Text;
        await Done(door, "/registry/peers/clear");
        return new(dump, texts);
    }

    // A locker and a peer that are dropped together with all others, and not otherwise.
    private static async Task Mark(Scenario scenario, string name)
    {
        using var door = new Door(scenario.Cluster.Doors[0], TimeSpan.FromSeconds(30));
        await Done(door, $"/registry/lockers/{name}/store/mark", name);
        await Done(door, "/registry/peers/add", $$"""{"name":"{{name}}","address":"{{PeerFact.Address}}"}""");
    }

    private static async Task Done(Door door, string target, string? body = null)
    {
        var reply = await Answered(door, "POST", target, body);
        Assert.True(reply.Status == 200, $"{target}: {reply.Note} {reply.Answer}");
    }

    // On a busy machine a node may be without its lease for a moment.
    private static async Task<Reply> Answered(Door door, string method, string target, string? body = null)
    {
        Reply reply = null!;
        await Until.Holds(
            async () => (reply = await door.Ask(method, target, body)).Status is not (0 or 503), TestDeadlines.Recovery,
            () => $"{target} is answered: {reply.Note} {reply.Answer}", TestContext.Current.CancellationToken);
        return reply;
    }

    /// <summary>A dump of a locker and a peer of one name, and the locker's texts by their paths.</summary>
    private sealed record Dumped(string Json, IReadOnlyDictionary<string, string> Texts)
    {
        /// <summary>The same under another name.</summary>
        public string As(string name) => Json.Replace("\"dumped\"", $"\"{name}\"", StringComparison.Ordinal);
    }
}
