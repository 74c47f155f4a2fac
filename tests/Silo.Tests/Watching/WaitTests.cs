using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Watching;

/// <summary>Reads of a text that wait for it.</summary>
public sealed class WaitTests(LockersNode node)
{
    private NodeClient Client => node.Client;

    [Fact]
    public async Task A_text_that_is_there_is_answered_at_once()
    {
        var label = await Client.OpenFresh();
        await Client.Store(label, "A", "1");

        Assert.Equal("1", (await Client.Get($"/registry/lockers/{label}/get/A?wait=5m").Done()).Text);
    }

    [Fact]
    public async Task A_text_that_is_not_there_is_waited_for()
    {
        var label = await Client.OpenFresh();
        var waiting = Client.Get($"/registry/lockers/{label}/get/A,B?wait=60s");
        await Client.Store(label, "A", "above");
        await Client.Store(label, "A,B", "1");

        Assert.Equal("1", (await waiting.Done()).Text);
    }

    [Fact]
    public async Task A_text_that_is_known_is_waited_for_to_change()
    {
        var label = await Client.OpenFresh();
        await Client.Store(label, "A", "1");
        var etag = (await Client.Get($"/registry/lockers/{label}/get/A").Done()).Headers["ETag"];

        var same = await Get($"/registry/lockers/{label}/get/A?wait=1s", etag);
        var waiting = Get($"/registry/lockers/{label}/get/A?wait=60s", etag);
        await Client.Store(label, "A", "2");
        var changed = await waiting;

        Assert.Equal((304, ""), (same.Status, same.Text));
        Assert.Equal((200, "2"), (changed.Status, changed.Text));
        Assert.NotEqual(etag, changed.Headers["ETag"]);
    }

    [Fact]
    public async Task When_the_time_is_up_there_is_none()
    {
        var label = await Client.OpenFresh();

        await Client.Get($"/registry/lockers/{label}/get/A?wait=1s").Problem(404, label);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/context/c")]
    public async Task A_wait_at_the_current_locker_goes_over_to_the_next_one(string context)
    {
        await using var own = await LockersNode.Start();
        var lockers = $"/registry{context}/lockers";
        await own.Client.Post($"{lockers}/open/one").Done();
        var waiting = await Begun(own, own.Client.Get($"{lockers}/current/get/result?wait=60s"), watchers: 1);
        await own.Client.Post($"{lockers}/open/two").Done();
        await own.Client.Post($"{lockers}/two/store/result", "next").Done();

        Assert.Equal("next", (await waiting.Done().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Text);
    }

    [Fact]
    public async Task A_wait_at_the_current_locker_does_not_end_by_a_store_into_the_one_before()
    {
        await using var own = await LockersNode.Start();
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        await own.Client.Post("/registry/lockers/open/one").Done();
        await using var stream = await Stream.Open(http, own.Address, "/registry/lockers/one/watch");
        var waiting = await Begun(own, own.Client.Get("/registry/lockers/current/get/result?wait=60s"), watchers: 2);
        await own.Client.Post("/registry/lockers/open/two").Done();
        await own.Client.Store("one", "result", "before");
        Assert.Equal(["stored result"], await stream.Next(1));
        await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        Assert.False(waiting.IsCompleted, "The wait is over.");
        await own.Client.Store("current", "result", "next");

        Assert.Equal("next", (await waiting.Done().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Text);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("30")]
    [InlineData("0s")]
    [InlineData("6m")]
    [InlineData("1h")]
    public async Task A_time_is_from_1_s_to_5_minutes(string wait) =>
        await Client.Get($"/registry/lockers/default/get/A?wait={wait}").Problem(400, "wait", wait);

    // A wait counts as a watcher.
    private static async Task<Task<Answer>> Begun(LockersNode own, Task<Answer> waiting, int watchers)
    {
        await Until.Holds(
            async () => (await own.Client.Get("/metrics").Done()).Text.Split('\n').Any(line =>
                line.StartsWith("lockers_watch_open{", StringComparison.Ordinal) && line.Split("} ")[^1].Split(' ')[0] == $"{watchers}"),
            TimeSpan.FromSeconds(20), () => "the wait has begun", TestContext.Current.CancellationToken);
        return waiting;
    }

    private Task<Answer> Get(string target, string etag) =>
        Client.Send("GET", target, (HttpContent?)null, null, new Dictionary<string, string> { ["If-None-Match"] = etag });
}
