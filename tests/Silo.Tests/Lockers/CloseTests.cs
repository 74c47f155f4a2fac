using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Lockers;

public sealed class CloseTests(LockersNode node)
{
    [Theory]
    [InlineData("/registry/lockers/close/{0}")]
    [InlineData("/registry/lockers/{0}/close")]
    [InlineData("/lockers/{0}/close")]
    public async Task Close_drops_the_locker_and_makes_default_current(string form)
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a");

        Assert.Equal($"Locker {label} is emptied and closed", await node.Client.Post(string.Format(null, form, label)).Words());

        Assert.DoesNotContain(label, (await node.Client.Json("/registry/lockers/labels")).Strings());
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{label}"));
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{label}/get/a"));
        Assert.Equal("default", (string?)(await node.Client.Json("/registry/lockers/current"))["label"]);
    }

    [Fact]
    public async Task Close_says_how_much_went_and_the_log_says_who_asked()
    {
        var label = await node.Client.OpenFresh();
        foreach (var path in (string[])["a", "b,c"]) await node.Client.Store(label, path);
        foreach (var peer in (string[])["p", "q"]) await node.Client.Post($"/registry/peers/{peer}/1.1.1.1:1/locker/store/a", "text").Done();

        var line = await node.Client.Post($"/registry/lockers/{label}/close").Line();
        Assert.Equal($"Locker {label} is emptied and closed (1 locker, 4 keys, 2 peers)", line);
        Assert.Equal(
            $"Locker {label} is emptied and closed (0 lockers, 0 keys, 0 peers)", await node.Client.Post($"/registry/lockers/{label}/close").Line());

        await Until.Holds(
            () => Task.FromResult(node.Process.Output.Contains(
                $"POST /registry/lockers/{label}/close by 127.0.0.1: removed 1 locker, 4 keys, 2 peers", StringComparison.Ordinal)),
            TestDeadlines.Step, () => $"the log says what went:\n{node.Process.Output}", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Close_of_another_keeps_the_current_locker()
    {
        var other = Calls.FreshLabel();
        await node.Client.Store(other, "a");
        var current = await node.Client.OpenFresh();

        await node.Client.Post($"/registry/lockers/close/{other}").Done();

        Assert.Equal(current, (string?)(await node.Client.Json("/registry/lockers/current"))["label"]);
    }

    [Fact]
    public async Task Close_again_and_of_a_label_never_opened_is_done_all_the_same()
    {
        var label = Calls.FreshLabel();

        Assert.Equal($"Locker {label} is emptied and closed", await node.Client.Post($"/registry/lockers/close/{label}").Words());
        Assert.Equal($"Locker {label} is emptied and closed", await node.Client.Post($"/registry/lockers/{label}/close").Words());
    }

    [Theory]
    [InlineData("/registry/lockers/close/default")]
    [InlineData("/registry/lockers/close/DEFAULT")]
    [InlineData("/registry/lockers/default/close")]
    [InlineData("/registry/lockers/current/close")]
    public async Task Default_cannot_be_closed(string target)
    {
        await node.Client.Post("/registry/lockers/open/default").Done();

        await node.Client.Post(target).Problem(400, "Default locker cannot be closed");
    }

    [Fact]
    public async Task Close_of_current_closes_what_is_current()
    {
        var label = await node.Client.OpenFresh();

        Assert.Equal($"Locker {label} is emptied and closed", await node.Client.Post("/registry/lockers/Current/close").Words());

        Assert.DoesNotContain(label, (await node.Client.Json("/registry/lockers/labels")).Strings());
    }

    [Fact]
    public async Task Nothing_of_a_closed_locker_is_there_when_its_label_is_opened_again()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Store(label, "a,b");
        await node.Client.Post("/registry/peers/p/1.1.1.1:1/locker/store/a,b", "instance").Done();
        await node.Client.Post("/registry/peers/p/locker/store/a,b", "peer").Done();
        await node.Client.Post($"/registry/lockers/close/{label}").Done();

        await node.Client.Post($"/registry/lockers/open/{label}").Done();

        var locker = await node.Client.Json($"/registry/lockers/{label}?data=y");
        Assert.Empty(locker["peerLockers"].Names());
        Assert.Empty(locker["dataLocker"]!["locker"].Names());
        await node.Client.Post("/registry/peers/p/1.1.1.1:1/locker/store/c", "new").Done();
        var instance = await node.Client.Json("/registry/peers/p/1.1.1.1:1/locker");
        Assert.Equal(["c"], instance["locker"].Names());
    }

    [Theory]
    [InlineData("/registry/lockers/close")]
    [InlineData("/registry/lockers/clear")]
    [InlineData("/lockers/clear")]
    [InlineData("/lockers/close")]
    public async Task Closing_all_leaves_default_empty_and_current(string target)
    {
        await node.Client.OpenFresh();
        await node.Client.Store("default", "a");
        await node.Client.Post("/registry/peers/p/1.1.1.1:1/locker/store/a", "text").Done();

        Assert.Equal("All lockers are emptied and closed", await node.Client.Post(target).Words());

        Assert.Equal("""{"default":{"label":"default","peerLockers":{},"dataLocker":{"locker":{},"active":true},"current":true}}""",
            (await node.Client.Json("/registry/lockers?data=y")).ToJsonString());
    }
}
