using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Lockers;

public sealed class RemoveTests(LockersNode node)
{
    private readonly string _label = Calls.FreshLabel();

    [Fact]
    public async Task Remove_prunes_every_ancestor_that_is_left_with_nothing()
    {
        await node.Client.Store(_label, "a,b,c");

        Assert.Equal($"Data removed from labeled locker {_label} for path [a b c]", await Remove("a,b,c").Line());

        Assert.Empty((await node.Client.Json($"/registry/lockers/{_label}"))["dataLocker"]!["locker"].Names());
    }

    [Fact]
    public async Task Remove_keeps_an_ancestor_that_holds_text()
    {
        await node.Client.Store(_label, "a", "kept");
        await node.Client.Store(_label, "a,b,c");

        await Remove("a,b,c").Done();

        Assert.Equal("kept", await node.Client.Text(_label, "a"));
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{_label}/get/a,b"));
    }

    [Fact]
    public async Task Remove_keeps_an_ancestor_with_an_empty_text()
    {
        await node.Client.Store(_label, "a", "");
        await node.Client.Store(_label, "a,b");

        await Remove("a,b").Done();

        Assert.Equal("", await node.Client.Text(_label, "a"));
    }

    [Fact]
    public async Task Remove_keeps_siblings_and_what_is_below()
    {
        await node.Client.Store(_label, "a,b", "gone");
        await node.Client.Store(_label, "a,b,c", "below");
        await node.Client.Store(_label, "a,d", "beside");

        await Remove("a,b").Done();

        Assert.Equal("below", await node.Client.Text(_label, "a,b,c"));
        Assert.Equal("beside", await node.Client.Text(_label, "a,d"));
        var b = (await node.Client.Json($"/registry/lockers/{_label}/get/a,b"))["a,b"]!;
        Assert.Equal("", (string?)b["data"]);
    }

    [Fact]
    public async Task Remove_of_a_missing_child_keeps_its_parent()
    {
        await node.Client.Store(_label, "a", "kept");

        Assert.Equal($"Data removed from labeled locker {_label} for path [a zz]", await Remove("a,zz").Line());
        await Remove("zz,zz").Done();

        Assert.Equal("kept", await node.Client.Text(_label, "a"));
    }

    [Fact]
    public async Task Remove_of_a_key_without_text_keeps_what_is_below()
    {
        await node.Client.Store(_label, "a,b", "kept");

        await Remove("a").Done();

        Assert.Equal("kept", await node.Client.Text(_label, "a,b"));
    }

    [Theory]
    [InlineData("y")]
    [InlineData("TRUE")]
    [InlineData("1")]
    public async Task Remove_recursively_takes_the_whole_subtree(string yes)
    {
        await node.Client.Store(_label, "a,b", "gone");
        await node.Client.Store(_label, "a,b,c", "gone");
        await node.Client.Store(_label, "z", "kept");

        await node.Client.Post($"/registry/lockers/{_label}/remove/a,b?recursive={yes}").Done();

        Assert.Equal(["z"], (await node.Client.Json($"/registry/lockers/{_label}"))["dataLocker"]!["locker"].Names());
    }

    [Fact]
    public async Task Remove_from_current_removes_from_the_current_locker()
    {
        var current = await node.Client.OpenFresh();
        await node.Client.Store(current, "a");

        Assert.Equal($"Data removed from labeled locker {current} for path [a]",
            await node.Client.Post("/registry/lockers/Current/remove/a").Line());

        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{current}/get/a"));
    }

    [Fact]
    public async Task Remove_from_an_unknown_label_creates_nothing()
    {
        var answer = await Remove("a");

        Assert.True(answer.Status is 200 or 404, answer.ToString());
        Assert.DoesNotContain(_label, (await node.Client.Json("/registry/lockers/labels")).Strings());
    }

    private Task<Answer> Remove(string path) => node.Client.Post($"/registry/lockers/{_label}/remove/{path}");
}
