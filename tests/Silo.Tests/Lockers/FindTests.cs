using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Lockers;

public sealed class FindTests(LockersNode node)
{
    private readonly string _label = Calls.FreshLabel();

    [Fact]
    public async Task Find_shows_the_keys_that_contain_the_text_in_any_case()
    {
        foreach (var path in (string[])["one,Needle", "one,needles", "NEEDLE", "other"]) await node.Client.Store(_label, path);

        Assert.Equal([Uri("NEEDLE"), Uri("one,Needle"), Uri("one,needles")], (await Find("neEdle")).Order(StringComparer.Ordinal));
        Assert.Empty(await Find("nothing"));
    }

    [Theory]
    [InlineData("", new[] { "k-word" })]
    [InlineData("?in=data", new[] { "other" })]
    [InlineData("?in=all", new[] { "k-word", "other" })]
    public async Task Find_searches_keys_or_data_or_both(string query, string[] found)
    {
        await node.Client.Store(_label, "k-word", "nothing");
        await node.Client.Store(_label, "other", "some WORD here");

        Assert.Equal(found.Select(Uri), (await Find("word", query)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Find_stops_at_its_limit()
    {
        for (var i = 0; i < 10; i++) await node.Client.Store(_label, $"item,{i}x");

        Assert.Equal(3, (await Find("x", "?limit=3")).Count);
        Assert.Equal(10, (await Find("x", "?limit=100")).Count);
    }

    [Theory]
    [InlineData("k%20with%20space,%C3%A9-uniq")]
    [InlineData("a%2Fb%25-uniq,c")]
    [InlineData("q%3Fx%23y%26-uniq")]
    [InlineData("-uniq%22%3C%3E%5C%7C%7B%7D%5E%60,%5B%5D")]
    [InlineData(",-uniq,")]
    [InlineData("%252F-uniq")]
    [InlineData("-uniq%01%0A")]
    [InlineData("%E4%B8%96%F0%9F%98%80-uniq+")]
    [InlineData("..,-uniq")]
    public async Task What_find_shows_can_be_fetched_as_it_stands(string path)
    {
        await node.Client.Store(_label, path, "here");

        var uri = Assert.Single(await Find("-UNIQ"));
        var tree = await node.Client.Get(uri + "?tree=y").Done();

        Assert.Contains("here", tree.Text, StringComparison.Ordinal);
        Assert.Contains(uri, (await node.Client.Json("/registry/lockers/find/-uniq")).Strings());
    }

    [Fact]
    public async Task A_label_with_odd_characters_is_encoded_too()
    {
        var label = Calls.FreshLabel() + "%20%25%3F%C3%A9";
        await node.Client.Store(label, "odd-key", "here");

        var uri = Assert.Single((await node.Client.Json($"/registry/lockers/{label}/find/odd-key")).Strings());

        Assert.Equal("here", (await node.Client.Get(uri).Done()).Text);
    }

    [Fact]
    public async Task Peers_are_searched_only_when_asked_for()
    {
        var label = await node.Client.OpenFresh();
        await node.Client.Post("/registry/peers/p%20q/1.1.1.1:1/locker/store/a,peer-needle", "instance").Done();
        await node.Client.Post("/registry/peers/p%20q/locker/store/b,peer-needle", "peer").Done();

        Assert.Empty((await node.Client.Json($"/registry/lockers/{label}/find/peer-needle")).Strings());
        var found = (await node.Client.Json($"/registry/lockers/{label}/find/peer-needle?peers=y")).Strings().ToList();

        Assert.Equal(2, found.Count);
        var texts = new List<string>();
        foreach (var uri in found) texts.Add((await node.Client.Get(uri).Done()).Text);
        Assert.Equal(["instance", "peer"], texts.Order(StringComparer.Ordinal));
    }

    // Every arrangement of words that are routes as a peer, its instance and a key.
    [Fact]
    public async Task What_find_shows_of_peers_that_are_named_as_routes_can_be_fetched()
    {
        var label = await node.Client.OpenFresh();
        string[] words = ["get", "peers", "locker", "store", "find", "dump", "p"];
        foreach (var peer in words)
        {
            foreach (var key in words.Append("get%2Fneedle").Append("get%2F").Append(""))
                await node.Client.Post($"/registry/peers/{peer}/locker/store/needle-own,{key}", $"{peer} {key}").Done();
            foreach (var address in words)
            {
                foreach (var key in (string[])["get", "needle", "get%2Fx", ""])
                    await node.Client.Post($"/registry/peers/{peer}/{address}/locker/store/{key},needle", $"{peer} {address} {key}").Done();
                Assert.NotNull((await node.Client.Json($"/registry/lockers/{label}/peers/{peer}/{address}"))["locker"]);
            }
        }

        var found = (await node.Client.Json($"/registry/lockers/{label}/find/%20?in=data&peers=y")).Strings().ToList();

        Assert.Equal((7 * 10) + (7 * 7 * 4), found.Count);
        var texts = new HashSet<string>();
        foreach (var uri in found)
        {
            var text = (await node.Client.Get(uri).Done()).Text;
            Assert.True(texts.Add(text), $"{uri}: {text} was found before.");
            Assert.True(text.Split(' ').All(part => uri.Contains(part, StringComparison.Ordinal)), $"{uri}: {text}");
        }
    }

    [Theory]
    [InlineData("a%2Fb")]
    [InlineData("a/b")]
    [InlineData("%C3%89A")]
    public async Task The_text_to_find_may_hold_anything(string text)
    {
        await node.Client.Store(_label, "xa%2Fbx");
        await node.Client.Store(_label, "x%C3%A9ax");

        Assert.Single(await Find(text));
    }

    private string Uri(string path) => $"/registry/lockers/{_label}/get/{path}";

    private async Task<List<string>> Find(string text, string query = "") =>
        [.. (await node.Client.Json($"/registry/lockers/{_label}/find/{text}{query}")).Strings()];
}
