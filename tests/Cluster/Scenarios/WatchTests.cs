using System.Text.Json.Nodes;
using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

/// <summary>Copies of a locker that are kept by its stream, through each node of a cluster, while nodes die.</summary>
public sealed class WatchTests(ScenarioPostgres postgres, ITestOutputHelper output)
{
    private const string Locker = "/registry/lockers/watched";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Deadline = TestDeadlines.Recovery;

    [Fact]
    public async Task Copies_that_follow_a_locker_are_right_when_nodes_have_died_and_streams_of_other_nodes_go_on() => await Scenario.Run(
        new ClusterShape(await postgres.Server.NewDatabase(), "PostgreSql"), output, async scenario =>
        {
            var silos = scenario.Cluster.Silos;
            await scenario.Made($"{Locker}/store/first", "1");
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(scenario.Stop);
            var connections = silos.Select(_ => new Connections()).ToList();
            var clients = connections.Select(counted => new HttpClient(counted) { Timeout = Timeout.InfiniteTimeSpan }).ToList();
            var copies = silos.Zip(clients).Select(pair => new LockerCopy(pair.Second, new Uri(pair.First.Address, Locker).AbsoluteUri)).ToList();
            var following = copies.Select(copy => copy.Run(stop.Token)).ToList();
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(scenario.Stop);
            var changes = new Changes();
            var changing = changes.Run(silos, scenario.Random.Next(), enough.Token);
            foreach (var victim in silos)
            {
                await Made(scenario, changes, 200);
                await victim.Kill();
                scenario.Say($"{victim.Name} was killed");
                await Made(scenario, changes, 200);
                await victim.Start();
                scenario.Say($"{victim.Name} is back");
            }

            await Made(scenario, changes, 200);
            await enough.CancelAsync();
            await changing;
            using var last = new Door(silos[0], Patience);
            Reply dump = null!;
            await Until.Holds(
                async () => (await last.Ask("POST", $"{Locker}/store/last", "last")).Status == 200 && (dump = await last.Ask("GET", $"{Locker}?data=y")).Status == 200,
                Deadline, () => "the locker answers again", scenario.Stop);
            var texts = Texts("", dump.Answer!.Json!["dataLocker"]!["locker"]!).ToDictionary();
            await Until.Holds(
                () => Task.FromResult(copies.All(copy => Same(texts, copy.Texts))), Deadline,
                () => string.Join('\n', copies.Select(copy => $"{string.Join(' ', Difference(texts, copy.Texts))}")), scenario.Stop);

            // Each was cut off when its own node died, and where the machine paused; if others' deaths cut them off, too, each was three times.
            Assert.All(connections, counted => Assert.True(counted.Made >= 2));
            Assert.InRange(connections.Min(counted => counted.Made), 2, 3);
            await stop.CancelAsync();
            await Task.WhenAll(following);
            foreach (var client in clients) client.Dispose();
        });

    private static Task Made(Scenario scenario, Changes changes, int more)
    {
        var target = changes.Made + more;
        return Until.Holds(() => Task.FromResult(changes.Made >= target), Deadline, () => $"{more} more changes are made", scenario.Stop);
    }

    private static IEnumerable<KeyValuePair<string, string>> Texts(string above, JsonNode keys) => keys.AsObject().SelectMany(key =>
        Texts($"{above}{key.Key},", key.Value!["subKeys"]!).Append(new(above + key.Key, (string)key.Value["data"]!)).Where(text => text.Value.Length > 0));

    private static bool Same(Dictionary<string, string> expected, Dictionary<string, string> copy)
    {
        try
        {
            return !Difference(expected, copy).Any();
        }
        catch (InvalidOperationException)
        {
            // It is being changed.
            return false;
        }
    }

    private static IEnumerable<string> Difference(Dictionary<string, string> expected, Dictionary<string, string> copy) =>
        expected.Except(copy).Select(text => $"lacks {text.Key}={text.Value}").Concat(copy.Except(expected).Select(text => $"has {text.Key}={text.Value}"));

    /// <summary>Counts the streams that a client is given.</summary>
    private sealed class Connections() : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _made;

        public int Made => _made;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode && request.RequestUri!.AbsolutePath.EndsWith("/watch", StringComparison.Ordinal)) Interlocked.Increment(ref _made);
            return response;
        }
    }

    /// <summary>Stores and removes one after another, through whatever node serves.</summary>
    private sealed class Changes
    {
        private int _made;

        public int Made => Volatile.Read(ref _made);

        public async Task Run(IReadOnlyList<ClusterNode> nodes, int seed, CancellationToken stop)
        {
            var random = new Random(seed);
            var doors = nodes.Select(node => new Door(node, Patience)).ToList();
            for (var number = 0; !stop.IsCancellationRequested; number++)
            {
                var serving = doors.Where(door => door.Node.IsServing).ToList();
                if (serving.Count == 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
                    continue;
                }

                var door = serving[random.Next(serving.Count)];
                var path = $"k{random.Next(20)},{random.Next(3)}";
                var reply = random.Next(4) > 0
                    ? await door.Ask("POST", $"{Locker}/store/{path}", $"text{number}")
                    : await door.Ask("POST", $"{Locker}/remove/{path}{(random.Next(2) == 0 ? "?recursive=y" : "")}");
                if (reply.Status == 200) Interlocked.Increment(ref _made);
            }

            foreach (var door in doors) door.Dispose();
        }
    }
}
