using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Lockers;

public sealed class ReadTests(LockersNode node)
{
    [Fact]
    public async Task Keys_only_show_dots_where_text_is_and_nothing_where_none_is()
    {
        var label = Calls.FreshLabel();
        await node.Client.Store(label, "a,b", "secret");

        var locker = (await node.Client.Json($"/registry/lockers/{label}"))["dataLocker"]!["locker"]!;

        Assert.Equal("", (string?)locker["a"]!["data"]);
        Assert.Equal("...", (string?)locker["a"]!["subKeys"]!["b"]!["data"]);
        Assert.DoesNotContain("secret", (await node.Client.Json("/registry/lockers?data=n")).ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y")]
    [InlineData("Y")]
    [InlineData("yes")]
    [InlineData("YES")]
    [InlineData("true")]
    [InlineData("True")]
    [InlineData("1")]
    public async Task Yes_is_said_in_these_ways(string yes) => Assert.True(await ShowsText($"?data={yes}"));

    [Theory]
    [InlineData("")]
    [InlineData("?data=n")]
    [InlineData("?data=no")]
    [InlineData("?data=0")]
    [InlineData("?data=yess")]
    [InlineData("?data=2")]
    [InlineData("?data=")]
    [InlineData("?data")]
    public async Task Anything_else_is_no(string query) => Assert.False(await ShowsText(query));

    [Fact]
    public async Task Peers_can_be_left_out()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Post("/registry/peers/p/1.1.1.1:1/locker/store/a", "text").Done();

        Assert.Equal(["p"], (await node.Client.Json($"/registry/lockers/{label}"))["peerLockers"].Names());
        var without = (await node.Client.Json($"/registry/lockers/{label}?peers=n"))["peerLockers"];
        Assert.True(without is null || !without.Names().Any());
        Assert.DoesNotContain("1.1.1.1:1", (await node.Client.Json("/registry/lockers?peers=n")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Level_limits_the_depth_of_whole_lockers()
    {
        var label = Calls.FreshLabel();
        await node.Client.Store(label, "a,b,c,d,e", "deep");

        var cut = (await node.Client.Json($"/registry/lockers/{label}?data=y&level=2")).ToJsonString();

        Assert.Contains("""{"...":null}""", cut, StringComparison.Ordinal);
        Assert.DoesNotContain("deep", cut, StringComparison.Ordinal);
        Assert.Contains("deep", (await node.Client.Json($"/registry/lockers/{label}?data=y&level=99")).ToJsonString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dumps_hold_the_data()
    {
        var label = Calls.FreshLabel();
        await node.Client.Store(label, "a", "text");
        var locker = (await node.Client.Json($"/registry/lockers/{label}?data=y")).ToJsonString();

        Assert.Equal(locker, (await node.Client.Json($"/registry/lockers/{label}/dump")).ToJsonString());
        Assert.Equal(locker, (await node.Client.Json("/registry/lockers/all/dump"))[label]!.ToJsonString());
        Assert.Equal(locker, (await node.Client.Json("/registry/lockers?data=y"))[label]!.ToJsonString());
    }

    [Theory]
    [InlineData("/registry/lockers/{0}")]
    [InlineData("/registry/lockers/{0}/dump")]
    [InlineData("/registry/lockers/{0}/data/paths")]
    [InlineData("/registry/lockers/{0}/find/a")]
    [InlineData("/registry/lockers/{0}/get/a")]
    [InlineData("/registry/lockers/{0}/targets/results")]
    public async Task An_unknown_label_is_not_found_and_does_not_come_to_be(string form)
    {
        var label = Calls.FreshLabel();

        await node.Client.Get(string.Format(null, form, label)).Problem(404, label);

        Assert.DoesNotContain(label, (await node.Client.Json("/registry/lockers/labels")).Strings());
    }

    [Fact]
    public async Task Paths_say_where_text_is_and_leave_out_lockers_without_any()
    {
        var (full, empty) = (Calls.FreshLabel(), await node.Client.OpenFresh());
        foreach (var path in (string[])["b,x", "a", "a,b,c"]) await node.Client.Store(full, path);

        Assert.Equal("""[["a"],["a","b","c"],["b","x"]]""",
            (await node.Client.Json($"/registry/lockers/{full}/data/paths"))[full]!.ToJsonString());
        var all = await node.Client.Json("/registry/lockers/data/paths");
        Assert.Equal("""[["a"],["a","b","c"],["b","x"]]""", all[full]!.ToJsonString());
        Assert.DoesNotContain(empty, all.Names());
        Assert.Equal("{}", (await node.Client.Json("/registry/lockers/current/data/paths")).ToJsonString());
    }

    private async Task<bool> ShowsText(string query)
    {
        var label = Calls.FreshLabel();
        await node.Client.Store(label, "a", "the text");
        return (string?)(await node.Client.Json($"/registry/lockers/{label}{query}"))["dataLocker"]!["locker"]!["a"]!["data"] == "the text";
    }
}
