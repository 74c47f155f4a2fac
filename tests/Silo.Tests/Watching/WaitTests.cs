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
    [InlineData("soon")]
    [InlineData("30")]
    [InlineData("0s")]
    [InlineData("6m")]
    [InlineData("1h")]
    public async Task A_time_is_from_1_s_to_5_minutes(string wait) =>
        await Client.Get($"/registry/lockers/default/get/A?wait={wait}").Problem(400, "wait", wait);

    private Task<Answer> Get(string target, string etag) =>
        Client.Send("GET", target, (HttpContent?)null, null, new Dictionary<string, string> { ["If-None-Match"] = etag });
}
