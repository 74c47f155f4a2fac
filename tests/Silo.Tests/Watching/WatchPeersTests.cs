using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Watching;

/// <summary>Watching what peers report. Events come at least once.</summary>
public sealed class WatchPeersTests(LockersNode node) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly string _peer = Pods.FreshPeer();

    private NodeClient Client => node.Client;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task What_peers_report_comes_with_the_lockers_own_changes()
    {
        var label = await Client.OpenFresh();
        await Client.AddPod(_peer, "1.1.1.1:1");
        await Report("1.1.1.1:1", "client,t0", "before");
        await using var stream = await Watch($"{label}/watch?data=y&peers=y");

        await Report("1.1.1.1:1", "client,t1", "one");
        await Until(stream, $"stored {_peer}/1.1.1.1:1 client,t1=one");
        await Client.Store(label, "A", "own");
        await Until(stream, "stored A=own");
        await Report("1.1.1.2:1", "client,t1", "two");
        var seen = await Until(stream, $"stored {_peer}/1.1.1.2:1 client,t1=two");
        Assert.Contains($"peer {_peer}/1.1.1.2:1", seen);
        await Client.Post($"/registry/peers/{_peer}/h/events/store", "{\"title\":\"T\",\"summary\":\"s\",\"data\":[1]}", "application/json").Done();
        var happened = await Next(stream, "event");
        Assert.Equal((_peer, "T", "[1]"), ((string)happened.Data["peer"]!, (string)happened.Data["event"]!["title"]!, happened.Data["event"]!["data"]!.ToJsonString()));
        await Client.AddPod(_peer, "1.1.1.1:1");
        await Until(stream, $"cleared {_peer}/1.1.1.1:1");
        await Client.Post($"/registry/lockers/{label}/clear").Done();
        await Until(stream, "cleared");
        await Report("1.1.1.1:1", "client,t1", "anew");
        await Until(stream, $"stored {_peer}/1.1.1.1:1 client,t1=anew");
    }

    [Fact]
    public async Task A_stream_with_peers_resumes()
    {
        var label = await Client.OpenFresh();
        await Client.AddPod(_peer, "1.1.1.1:1");
        string id;
        await using (var stream = await Watch($"{label}/watch?data=y&peers=y"))
        {
            await Report("1.1.1.1:1", "client,t1", "one");
            await Until(stream, $"stored {_peer}/1.1.1.1:1 client,t1=one");
            id = stream.Id;
        }

        await Report("1.1.1.1:1", "client,t2", "two");
        await Report("1.1.1.2:1", "client,t1", "three");
        await Client.Store(label, "A", "own");

        await using var resumed = await Watch($"{label}/watch?data=y&peers=y&since={id}");

        var expected = new HashSet<string> { $"stored {_peer}/1.1.1.1:1 client,t2=two", $"stored {_peer}/1.1.1.2:1 client,t1=three", "stored A=own" };
        while (expected.Count > 0) expected.Remove((await resumed.Next()).ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_was_away_when_a_peers_tree_was_dropped_is_told_to_read_again(bool reportsAgain)
    {
        var label = await Client.OpenFresh();
        await Client.AddPod(_peer, "1.1.1.1:1");
        string id;
        await using (var stream = await Watch($"{label}/watch?data=y&peers=y"))
        {
            await Report("1.1.1.1:1", "client,t1", "one");
            await Until(stream, $"stored {_peer}/1.1.1.1:1 client,t1=one");
            await Client.Store(label, "A", "own");
            await Until(stream, "stored A=own");
            id = stream.Id;
        }

        await Client.Post($"/registry/peers/{_peer}/remove/1.1.1.1:1").Done();
        await Client.Post("/registry/peers/clear/epochs").Done();
        if (reportsAgain)
        {
            await Client.AddPod(_peer, "1.1.1.1:1");
            await Report("1.1.1.1:1", "client,t2", "two");
        }

        await Client.Store(label, "B", "last");

        await using var resumed = await Watch($"{label}/watch?data=y&peers=y&since={id}");

        var seen = await Until(resumed, "stored B=last");
        if (!seen.Contains("reset")) seen.AddRange(await Until(resumed, "reset"));
        if (reportsAgain && !seen.Contains($"stored {_peer}/1.1.1.1:1 client,t2=two")) await Until(resumed, $"stored {_peer}/1.1.1.1:1 client,t2=two");
    }

    [Theory]
    [InlineData("", "\"...\"")]
    [InlineData("&data=y", "[1]")]
    public async Task An_event_comes_with_what_it_says(string more, string data)
    {
        var label = await Client.OpenFresh();
        await Client.AddPod(_peer, "1.1.1.1:1");
        await Report("1.1.1.1:1", "client,t1", "one");
        await using var stream = await Watch($"{label}/watch?peers=y{more}");

        await Client.Post($"/registry/peers/{_peer}/h/events/store", "{\"title\":\"T\",\"summary\":\"s\",\"data\":[1]}", "application/json").Done();

        var shown = (await Next(stream, "event")).Data["event"]!;
        Assert.Equal(("T", "s", data), ((string)shown["title"]!, (string)shown["summary"]!, shown["data"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&data=y")]
    public async Task A_long_event_comes_without_its_data(string more)
    {
        var label = await Client.OpenFresh();
        await Client.AddPod(_peer, "1.1.1.1:1");
        await Report("1.1.1.1:1", "client,t1", "one");
        await using var stream = await Watch($"{label}/watch?peers=y{more}");

        await Client.Post(
            $"/registry/peers/{_peer}/h/events/store", $"{{\"title\":\"T\",\"summary\":\"s\",\"data\":\"{new string('x', 100_000)}\"}}", "application/json").Done();

        var shown = (await Next(stream, "event")).Data["event"]!;
        Assert.Equal(("T", "..."), ((string)shown["title"]!, (string)shown["data"]!));
        Assert.NotNull(shown["at"]);
    }

    [Fact]
    public async Task Events_that_went_for_new_ones_bring_no_reset()
    {
        await using var own = await LockersNode.Start("--Lockers:MaxEventsPerPeer=2");
        await own.Client.Post("/registry/lockers/open/one").Done();
        await own.Client.AddPod(_peer, "1.1.1.1:1");
        await Happens(own, "first");
        string id;
        await using (var stream = await Stream.Open(_http, own.Address, "/registry/lockers/one/watch?peers=y"))
        {
            await Happens(own, "second");
            await Next(stream, "event");
            id = stream.Id;
        }

        await Parallel.ForAsync(0, 4200, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken },
            async (number, _) => await Happens(own, $"many{number}"));
        await own.Client.Store("one", "B", "last");

        await using var resumed = await Stream.Open(_http, own.Address, $"/registry/lockers/one/watch?data=y&peers=y&since={id}");

        var seen = await Until(resumed, "stored B=last");
        while (seen.Count(happened => happened.StartsWith("event ", StringComparison.Ordinal)) < 2) seen.Add((await resumed.Next()).ToString());
        Assert.DoesNotContain(seen, happened => happened.StartsWith("reset", StringComparison.Ordinal));
    }

    private Task<Answer> Happens(LockersNode at, string title) =>
        at.Client.Post($"/registry/peers/{_peer}/h/events/store", $"{{\"title\":\"{title}\",\"summary\":\"s\",\"data\":[1]}}", "application/json").Done();

    private Task<Answer> Report(string address, string path, string text) =>
        Client.Post($"/registry/peers/{_peer}/{address}/locker/store/{path}", text).Done();

    private Task<Stream> Watch(string target) => Stream.Open(_http, node.Address, $"/registry/lockers/{target}");

    private static async Task<List<string>> Until(Stream stream, string wanted)
    {
        var seen = new List<string>();
        while (seen.Count < 1000)
        {
            seen.Add((await stream.Next()).ToString());
            if (seen[^1] == wanted) return seen;
        }

        throw new TimeoutException($"No {wanted} in {string.Join("; ", seen)}");
    }

    private static async Task<StreamEvent> Next(Stream stream, string name)
    {
        while (true)
        {
            var happened = await stream.Next();
            if (happened.Event == name) return happened;
        }
    }
}
