using System.Text.Json.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Watching;

public sealed class WatchTests(LockersNode node) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    private NodeClient Client => node.Client;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Changes_come_as_they_are_made()
    {
        var label = await Client.OpenFresh();
        await using var all = await Watch($"{label}/watch?data=y");
        await using var names = await Watch($"{label}/watch");

        await Comes("stored A,B=one", () => Client.Store(label, "A,B", "one"));
        await Comes("stored A=two", () => Client.Store(label, "A", "two"));
        await Comes("removed A (text only)", () => Client.Post($"/registry/lockers/{label}/remove/A").Done());
        await Comes("removed A", () => Client.Post($"/registry/lockers/{label}/remove/A,B").Done());
        await Comes("stored x ä,={\"a\":1}", () => Client.Store(label, "x%20%C3%A4,", "{\"a\":1}"));
        await Comes("cleared", () => Client.Post($"/registry/lockers/{label}/clear").Done());
        await Comes("stored Z=z", () => Client.Store(label, "Z", "z"));
        await Comes("closed", () => Client.Post($"/registry/lockers/close/{label}").Done());

        // One by one: a store need not come if its text has gone again before it is told.
        async Task Comes(string expected, Func<Task> change)
        {
            await change();
            Assert.Equal([expected], await all.Next(1));
            Assert.Equal([expected.Split('=')[0]], await names.Next(1));
        }
    }

    [Fact]
    public async Task An_event_says_where_and_when_and_how_much()
    {
        var label = await Client.OpenFresh();
        await using var stream = await Watch($"{label}/watch?data=y");
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store", stream.Response.Headers.CacheControl!.ToString());
        Assert.Equal(["no"], stream.Response.Headers.GetValues("X-Accel-Buffering"));

        await Client.Post($"/registry/lockers/{label}/store/A,B", "{\"a\":1}", "application/json").Done();
        await Client.Send("POST", $"/registry/lockers/{label}/store/C", [0xFF, 0x00]).Done();

        var stored = (await stream.Next()).Data;
        Assert.Equal(["label", "path", "at", "bytes", "text", "json"], stored.Select(member => member.Key));
        Assert.Equal((label, 7, true), ((string)stored["label"]!, (int)stored["bytes"]!, (bool)stored["json"]!));
        Assert.Equal((string)(await Client.Json($"/registry/lockers/{label}/get/A?tree=y"))["A"]!["subKeys"]!["B"]!["lastReported"]!, (string)stored["at"]!);
        Assert.Equal("/wA=", (string)(await stream.Next()).Data["base64"]!);
    }

    [Fact]
    public async Task A_key_is_watched_with_what_is_below_it()
    {
        var label = await Client.OpenFresh();
        await using var stream = await Watch($"{label}/watch/A,B");
        foreach (var path in (string[])["A", "A,B", "A,BC", "A,B,C", "X"]) await Client.Store(label, path);
        Assert.Equal(["stored A,B", "stored A,B,C"], await stream.Next(2));
        await Client.Post($"/registry/lockers/{label}/remove/X").Done();
        await Client.Post($"/registry/lockers/{label}/remove/A?recursive=y").Done();
        Assert.Equal(["removed A"], await stream.Next(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_was_cut_off_resumes_behind_any_event(bool inQuery)
    {
        var label = await Client.OpenFresh();
        var stream = await Watch($"{label}/watch?data=y");
        await Client.Store(label, "A", "1");
        await Client.Store(label, "B", "1");
        await Client.Store(label, "C,D", "1");
        Assert.Equal(["stored A=1"], await stream.Next(1));
        var id = stream.Id;
        await stream.DisposeAsync();
        await Client.Post($"/registry/lockers/{label}/remove/B").Done();
        await Client.Store(label, "A", "2");
        await Client.Post($"/registry/lockers/{label}/remove/C,D").Done();
        await Client.Store(label, "C", "3");

        await using var again = await Watch($"{label}/watch?data=y{(inQuery ? $"&since={id}" : "")}", inQuery ? null : id);

        // What has been overwritten or removed since may come or not.
        var events = new List<string>();
        while (events.LastOrDefault() != "stored C=3") events.AddRange(await again.Next(1));
        Assert.Equal(["removed B", "stored A=2", "removed C", "stored C=3"], events.Except(["stored B=1", "stored C,D=1"]));
        await Client.Store(label, "E", "4");
        Assert.Equal(["stored E=4"], await again.Next(1));
    }

    [Fact]
    public async Task A_stream_that_begins_at_the_present_does_not_tell_what_was_stored_before()
    {
        var label = await Client.OpenFresh();
        await using var other = await Watch($"{label}/watch");
        for (var round = 0; round < 200; round++)
        {
            await Client.Store(label, $"before{round}");
            await using var stream = await Watch($"{label}/watch?data=y");
            await Client.Store(label, "behind", $"{round}");
            Assert.Equal([$"stored behind={round}"], await stream.Next(1));
        }
    }

    [Fact]
    public async Task What_came_in_another_generation_is_told_from_its_beginning_and_a_load_is_to_be_read()
    {
        var label = await Client.OpenFresh();
        await Client.Store(label, "first");
        await using var stream = await Watch($"{label}/watch?data=y");
        await Client.Store(label, "A", "1");
        Assert.Equal(["stored A=1"], await stream.Next(1));
        var id = stream.Id;
        await Client.Post($"/registry/lockers/{label}/clear").Done();
        await Client.Store(label, "B", "2");
        await using (var resumed = await Watch($"{label}/watch?data=y&since={id}")) Assert.Equal(["cleared", "stored B=2"], await resumed.Next(2));
        await using (var whole = await Watch($"{label}/watch?data=y&since=0"))
        {
            // What came before the end of a generation may come or not.
            var events = new List<string>();
            while (events.LastOrDefault() != "stored B=2") events.AddRange(await whole.Next(1));
            Assert.Equal(["stored B=2"], events[(events.LastIndexOf("cleared") + 1)..]);
        }

        Assert.Equal(["cleared", "stored B=2"], await stream.Next(2));
        var dump = (await Client.Get($"/registry/lockers/{label}/dump").Done()).Text;
        await Client.Post($"/registry/lockers/{label}/load", dump, "application/json").Done();

        Assert.Equal(["cleared", "reset"], await stream.Next(2));
        await Client.Store(label, "C", "3");
        Assert.Equal(["stored C=3"], await stream.Next(1));
    }

    [Fact]
    public async Task What_was_removed_too_long_ago_is_one_reset_and_then_the_stream_goes_on()
    {
        var label = await Client.OpenFresh();
        await Client.Store(label, "A", "1");
        string id;
        await using (var stream = await Watch($"{label}/watch?since=0"))
        {
            await stream.Next(1);
            id = stream.Id;
        }

        await Parallel.ForAsync(0, 4200, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken }, async (number, _) =>
        {
            await Client.Store(label, $"n{number}");
            await Client.Post($"/registry/lockers/{label}/remove/n{number}").Done();
        });

        await using var resumed = await Watch($"{label}/watch?since={id}");

        Assert.Equal(["reset"], await resumed.Next(1));
        await Client.Store(label, "B", "2");
        Assert.Equal(["stored B"], await resumed.Next(1));
        await using var again = await Watch($"{label}/watch?since={resumed.Id}");
        await Client.Store(label, "C", "2");
        Assert.Equal(["stored C"], await again.Next(1));
    }

    [Fact]
    public async Task Lines_of_JSON_are_for_scripts()
    {
        var label = await Client.OpenFresh();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node.Address, $"/registry/lockers/{label}/watch?data=y"));
        request.Headers.TryAddWithoutValidation("Accept", "application/x-ndjson");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("hello", (string)JsonNode.Parse((await lines.ReadLineAsync(TestContext.Current.CancellationToken))!)!["event"]!);

        await Client.Store(label, "A", "1");

        var stored = JsonNode.Parse((await lines.ReadLineAsync(TestContext.Current.CancellationToken))!)!.AsObject();
        Assert.Equal(["event", "id", "label", "path", "at", "bytes", "text"], stored.Select(member => member.Key));
    }

    [Fact]
    public async Task A_stream_of_the_current_locker_goes_over_to_the_next_one()
    {
        var first = await Client.OpenFresh();
        await using var stays = await Watch("current/watch?data=y");
        await using var follows = await Watch("CURRENT/watch?data=y&follow=y");
        await Client.Store("current", "A", "1");
        var second = await Client.OpenFresh();
        await Client.Store("current", "B", "2");
        await Client.Store(first, "C", "3");

        Assert.Equal(["stored A=1", "stored C=3"], await stays.Next(2));
        Assert.Equal(["stored A=1"], await follows.Next(1));
        var current = await follows.Next();
        while (current.Event == "stored" && (string)current.Data["label"]! == first) current = await follows.Next();
        Assert.Equal(("current", second), (current.Event, (string)current.Data["label"]!));
        Assert.Equal(["stored B=2"], await follows.Next(1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&peers=y")]
    public async Task A_stream_tells_the_last_stores_of_a_locker_before_it_goes_over_to_the_next(string more)
    {
        await Client.OpenFresh();
        await using var follows = await Watch($"current/watch?data=y&follow=y{more}");
        for (var round = 0; round < 40; round++)
        {
            await Client.Store("current", $"last{round}", "1");
            var next = await Client.OpenFresh();
            var told = new List<string>();
            for (var change = await follows.Next(); change.Event != "current" || (string)change.Data["label"]! != next; change = await follows.Next())
                told.Add(change.ToString());
            Assert.Contains($"stored last{round}=1", told);
        }
    }

    [Fact]
    public async Task A_stream_leaves_a_locker_that_was_opened_again_and_is_still_empty()
    {
        var label = await Client.OpenFresh();
        await using var stays = await Watch($"{label}/watch");
        await using var follows = await Watch("current/watch?data=y&follow=y");
        await Client.Store("current", "A", "1");
        await Client.Post($"/registry/lockers/close/{label}").Done();
        await Client.Post($"/registry/lockers/open/{label}").Done();
        StreamEvent current;
        do current = await follows.Next();
        while (current.Event != "current" || (string)current.Data["label"]! != label);

        var next = await Client.OpenFresh();
        await Client.Store("current", "B", "2");

        // What the locker had before it was closed, and that it was, may be told when it is current again.
        do current = await follows.Next();
        while (current.Event != "current");
        Assert.Equal(next, (string)current.Data["label"]!);
        Assert.Equal(["stored B=2"], await follows.Next(1));
        await Client.Store(label, "C", "3");
        await using var resumed = await Watch($"{label}/watch?data=y&since=0");
        Assert.Equal(["stored C=3"], await resumed.Next(1));
    }

    [Fact]
    public async Task Opens_closes_clears_and_loads_come_for_all_lockers()
    {
        var old = await Client.OpenFresh();
        await using var stream = await Watch("watch");
        await using var ofContext = await Stream.Open(_http, node.Address, "/registry/context/listed/lockers/watch");
        var label = await Client.OpenFresh();
        await Client.Store(label, "A", "1");
        await Client.Post("/registry/context/listed/lockers/open/one").Done();
        await Client.Post($"/registry/lockers/{label}/clear").Done();
        var dump = (await Client.Get($"/registry/lockers/{label}/dump").Done()).Text;
        await Client.Post($"/registry/lockers/{label}/load", dump, "application/json").Done();
        await Client.Post($"/registry/lockers/close/{label}").Done();

        var events = new List<StreamEvent>();
        while (events.Count < 5) events.Add(await stream.Next());

        Assert.Equal(["opened", "cleared", "loaded", "opened", "closed"], events.Select(happened => happened.Event));
        Assert.Equal([label, label, label, "default", label], events.Select(happened => (string)happened.Data["label"]!));
        Assert.True((bool)events[0].Data["current"]!);
        Assert.Equal("one", (string)(await ofContext.Next()).Data["label"]!);
        await using var resumed = await Watch($"watch?since={events[2].Id}");
        Assert.Equal("default", (string)(await resumed.Next()).Data["label"]!);
        await using var tooOld = await Watch("watch?since=0");
        Assert.Equal("reset", (await tooOld.Next()).Event);
        await Client.Post($"/registry/lockers/open/{old}").Done();
        Assert.Equal(old, (string)(await tooOld.Next()).Data["label"]!);
    }

    [Fact]
    public async Task A_locker_of_a_context_is_watched_too()
    {
        await Client.Post("/registry/context/watched/lockers/open/one").Done();
        await using var stream = await Stream.Open(_http, node.Address, "/registry/context/watched/lockers/current/watch?data=y&follow=y");

        await Client.Post("/registry/context/watched/lockers/one/store/A", "1").Done();

        var stored = await stream.Next();
        Assert.Equal(("stored A=1", "watched"), (stored.ToString(), (string)stored.Data["context"]!));
    }

    [Fact]
    public async Task It_works_over_HTTP_2_too()
    {
        var label = await Client.OpenFresh();
        await using var stream = await Stream.Open(_http, node.Address, $"/registry/lockers/{label}/watch", isHttp2: true);

        await Client.Store(label, "A");

        Assert.Equal(["stored A"], await stream.Next(1));
    }

    [Fact]
    public async Task A_long_text_is_to_be_read()
    {
        var label = await Client.OpenFresh();
        await using var stream = await Watch($"{label}/watch?data=y");

        await Client.Store(label, "A", new string('x', 70_000));

        var stored = (await stream.Next()).Data;
        Assert.Equal((70_000, null), ((int)stored["bytes"]!, stored["text"]));
    }

    [Fact]
    public async Task What_cannot_be_watched_is_said()
    {
        var label = await Client.OpenFresh();
        await Client.Get("/registry/lockers/no-such-locker/watch").Problem(404, "no-such-locker");
        await Client.Get($"/registry/lockers/{label}/watch?since=yesterday").Problem(400, "since", "yesterday");
        await Client.Get($"/registry/lockers/{label}/watch?follow=y").Problem(400, "follow", label);
        await Client.Get("/registry/context/c/lockers/current/watch?peers=y").Problem(400, "peers");
        await Client.Post("/registry/lockers/open/watch").Problem(400, "watch");
        Assert.Equal(405, (await Client.Post($"/registry/lockers/{label}/watch")).Status);
    }

    [Fact]
    public async Task Who_watches_is_counted()
    {
        await using var own = await LockersNode.Start();
        await own.Client.Post("/registry/lockers/open/one").Done();
        await using (await Stream.Open(_http, own.Address, "/registry/lockers/one/watch")) await Counts(1);
        await Counts(0);

        Task Counts(int watchers) => Until.Holds(
            async () => (await own.Client.Get("/metrics").Done()).Text.Split('\n').Any(line =>
                line.StartsWith("lockers_watch_open{", StringComparison.Ordinal) && line.Split("} ")[^1].Split(' ')[0] == $"{watchers}"),
            TestDeadlines.Step, () => $"there are {watchers} watchers", TestContext.Current.CancellationToken);
    }

    private Task<Stream> Watch(string target, string? lastEventId = null) => Stream.Open(_http, node.Address, $"/registry/lockers/{target}", lastEventId);
}
