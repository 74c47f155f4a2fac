using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Contexts;

/// <summary>Lockers of contexts are read as others are.</summary>
public sealed class ContextReadTests(LockersNode node)
{
    private readonly string _context = ContextCalls.FreshContext();

    private string At => ContextCalls.At(_context);

    [Fact]
    public async Task Whole_lockers_labels_and_paths_have_the_shapes_of_others()
    {
        var label = Calls.FreshLabel();
        foreach (var path in (string[])["A,B", "A,C", "a%2Fb/c", "D"]) await node.Client.Store(label, path);
        foreach (var path in (string[])["A,B", "A,C", "a%2Fb/c", "D"]) await node.Client.StoreIn(_context, label, path);
        await node.Client.Post($"{At}/empty/open").Done();

        Assert.Equal(["empty", label], (await node.Client.Json(At)).Names());
        Assert.Equal(["empty", label], (await node.Client.Json($"{At}/all")).Names());
        Assert.Equal(["empty", label], (await node.Client.Json($"{At}/labels?detailed=y")).AsArray().Select(locker => (string)locker!["label"]!));
        foreach (var read in (string[])["/data/paths", "/data/keys"])
        {
            Assert.Equal([label], (await node.Client.Json($"{At}{read}")).Names());
            Assert.Equal(
                (await node.Client.Json($"/registry/lockers/{label}{read}")).ToJsonString(), (await node.Client.Json($"{At}/{label}{read}")).ToJsonString());
        }

        Assert.Equal(["A", "D", "a/b/c"], (await node.Client.Json($"{At}/{label}/dump"))["dataLocker"]!["locker"].Names());
        Assert.Equal(label, (string?)(await node.Client.Json($"{At}/{label}?level=1"))["label"]);
        Assert.Equal(["..."], (await node.Client.Json($"{At}/{label}?level=1"))["dataLocker"]!["locker"]!["A"]!["subKeys"].Names());
        Assert.Equal(["B", "C"], (await node.Client.Json($"{At}/{label}/get/A"))["A"]!["subKeys"].Names());
        Assert.Equal("text", (await node.Client.Get($"{At}/{label}/dump/A,B").Done()).Text);
    }

    [Theory]
    [InlineData("find")]
    [InlineData("search")]
    public async Task What_find_gives_is_fetched_as_it_stands(string word)
    {
        foreach (var label in (string[])["one", "two ä%?"]) await node.Client.StoreIn(_context, label, "a%2Cneedle,x%20%2F%3F", "needle");

        var found = (await node.Client.Json($"{At}/{word}/NEEDLE?in=all")).Strings().ToList();

        Assert.Equal(4, found.Count);
        Assert.All(found, uri => Assert.StartsWith($"{At}/", uri, StringComparison.Ordinal));
        var texts = await Task.WhenAll(found.Where(uri => uri.Contains("x%20", StringComparison.Ordinal)).Select(uri => node.Client.Get(uri).Done()));
        Assert.Equal(["needle", "needle"], texts.Select(text => text.Text));
        Assert.Equal(2, (await node.Client.Json($"{At}/one/{word}/needle?in=all")).AsArray().Count);
        Assert.Single((await node.Client.Json($"{At}/{word}/needle?in=all&limit=1")).AsArray());
    }

    [Fact]
    public async Task Paths_and_texts_have_the_limits_of_others()
    {
        var deep = string.Join(',', Enumerable.Repeat("k", 129));
        await node.Client.Post($"{At}/L1/store/{deep}", "text").Problem(400, "128");
        await node.Client.Post($"{At}/L1/store/{new string('k', 1025)}", "text").Problem(400, "1024");
        await node.Client.Post($"{At}/L1/store/%80", "text").Problem(400, "UTF-8");
        await node.Client.Post($"{At}/L1/store", "text").Problem(400, "path");
        await node.Client.Get($"{At}/L1/get/a?nonsense=y").Problem(400, "nonsense");
        await node.Client.Put($"{At}/L1/clear").Problem(405, "POST");
        Assert.Equal(413, (await node.Client.Send("POST", $"{At}/L1/store/a", new byte[(16 << 20) + 1])).Status);
        await node.Client.StoreIn(_context, "L1", "a/b%2Fc,,d//e/", "odd");
        Assert.Equal("odd", await node.Client.TextIn(_context, "L1", "a%2Fb/c,,d%2F%2Fe%2F"));
        await node.Client.Post($"{At}/L1/remove/a?recursive=y").Done();
        Assert.Equal("odd", await node.Client.TextIn(_context, "L1", "a%2Fb/c,,d%2F%2Fe%2F"));
        await node.Client.Post($"{At}/L1/remove/a%2Fb/c?recursive=y").Done();
        Assert.Equal("{}\n", await node.Client.TextIn(_context, "L1", "a%2Fb/c,,d%2F%2Fe%2F"));
    }

    // What is about peers has no place in a context, and does not reach those of the registry from there.
    [Theory]
    [InlineData("GET", "/lockers/L1/peers")]
    [InlineData("GET", "/lockers/L1/targets/results")]
    [InlineData("GET", "/lockers/targets/results")]
    [InlineData("GET", "/peers")]
    [InlineData("POST", "/peers/p/locker/store/a")]
    [InlineData("POST", "/peers/p/a:1/locker/store/a")]
    [InlineData("POST", "/peers/clear")]
    [InlineData("GET", "/dump")]
    [InlineData("GET", "")]
    [InlineData("POST", "/close")]
    public async Task What_is_about_peers_is_not_there(string method, string target)
    {
        var answer = await RawConnection.Exchange(node.Address, method, $"/registry/context/{_context}{target}", method == "POST" ? "text" : null);

        Assert.Equal(404, answer.Status);
    }
}
