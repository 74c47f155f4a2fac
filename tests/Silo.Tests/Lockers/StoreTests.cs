using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Lockers;

public sealed class StoreTests(LockersNode node)
{
    [Theory]
    [InlineData("/registry/lockers")]
    [InlineData("/lockers")]
    public async Task A_stored_text_comes_back(string group)
    {
        var label = Calls.FreshLabel();

        Assert.Equal($"Data stored in labeled locker {label} for path [A B C]",
            await node.Client.Post($"{group}/{label}/store/A,B,C", "text").Line());

        Assert.Equal("text", (await node.Client.Get($"{group}/{label}/get/A,B,C").Done()).Text);
    }

    [Fact]
    public async Task A_store_creates_its_locker_and_does_not_make_it_current()
    {
        var current = await node.Client.OpenFresh();
        var label = Calls.FreshLabel();

        await node.Client.Store(label, "a");

        Assert.Contains(label, (await node.Client.Json("/registry/lockers/labels")).Strings());
        Assert.Equal(current, (string?)(await node.Client.Json("/registry/lockers/current"))["label"]);
    }

    [Theory]
    [InlineData("current")]
    [InlineData("CURRENT")]
    [InlineData("cUrReNt")]
    public async Task A_store_into_current_goes_into_the_current_locker(string current)
    {
        var label = await node.Client.OpenFresh();

        Assert.Equal($"Data stored in labeled locker {label} for path [a]",
            await node.Client.Post($"/registry/lockers/{current}/store/a", "x").Line());

        Assert.Equal("x", await node.Client.Text(label, "a"));
        Assert.DoesNotContain(current, (await node.Client.Json("/registry/lockers/labels")).Strings());
    }

    [Fact]
    public async Task A_later_store_replaces_the_text_and_keeps_the_subkeys()
    {
        var label = Calls.FreshLabel();
        await node.Client.Store(label, "a,b", "below");
        await node.Client.Store(label, "a", "one");
        await node.Client.Store(label, "a", "two");

        Assert.Equal("two", await node.Client.Text(label, "a"));
        Assert.Equal("below", await node.Client.Text(label, "a,b"));
    }

    [Fact]
    public async Task An_empty_body_stores_an_empty_text()
    {
        var label = Calls.FreshLabel();
        await node.Client.Post($"/registry/lockers/{label}/store/a").Done();
        await node.Client.Store(label, "a,b", "below");

        var answer = await node.Client.Get($"/registry/lockers/{label}/get/a").Done();

        Assert.Empty(answer.Body);
        Assert.Equal("text/plain; charset=utf-8", answer.ContentType);
        Assert.Contains("""["a"]""", (await node.Client.Json($"/registry/lockers/{label}/data/paths")).ToJsonString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_keys_side_by_side_all_come_back_in_order()
    {
        var label = Calls.FreshLabel();
        for (var i = 199; i >= 0; i--) await node.Client.Store(label, $"k,{i:000}", $"{i}");

        var keys = (await node.Client.Json($"/registry/lockers/{label}?data=y"))["dataLocker"]!["locker"]!["k"]!["subKeys"]!;

        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i:000}"), keys.Names());
        Assert.All(keys.AsObject(), key => Assert.Equal($"{int.Parse(key.Key, null)}", (string?)key.Value!["data"]));
    }
}
