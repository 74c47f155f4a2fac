using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Lockers;

public sealed class GetTests(LockersNode node)
{
    private readonly string _label = Calls.FreshLabel();

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_come_back_as_they_were()
    {
        byte[] bytes = [0xFF, 0x00, 0xC3, 0x28, 0x80, 0x41];
        await node.Client.Send("POST", Store("a"), bytes).Done();

        var answer = await node.Client.Get(Get("a")).Done();

        Assert.Equal(bytes, answer.Body);
        Assert.Equal("application/octet-stream", answer.ContentType);
        var shown = (string?)(await node.Client.Json($"/registry/lockers/{_label}?data=y"))["dataLocker"]!["locker"]!["a"]!["data"];
        Assert.Contains('\uFFFD', shown!);
        Assert.EndsWith("A", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON")]
    public async Task A_text_sent_as_JSON_comes_back_as_JSON_byte_for_byte(string type)
    {
        const string Json = "{ \"b\" : 1,\t\"a\":[ ] }\n";
        await node.Client.Post(Store("a"), Json, type).Done();

        var answer = await node.Client.Get(Get("a")).Done();

        Assert.Equal(Json, answer.Text);
        Assert.StartsWith("application/json", answer.ContentType, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stored_HTML_is_not_served_as_HTML()
    {
        await node.Client.Post(Store("a"), "<html><script>alert(1)</script></html>", "text/html").Done();

        var answer = await node.Client.Get(Get("a")).Done();

        Assert.Equal("text/plain; charset=utf-8", answer.ContentType);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
    }

    [Fact]
    public async Task A_key_without_text_shows_its_tree_with_data()
    {
        await node.Client.Store(_label, "a,b,c", "deep");

        var tree = await node.Client.Json(Get("a,b"));

        Assert.Equal(["a,b"], tree.Names());
        Assert.Equal("", (string?)tree["a,b"]!["data"]);
        Assert.Equal("deep", (string?)tree["a,b"]!["subKeys"]!["c"]!["data"]);
    }

    [Fact]
    public async Task Tree_is_shown_where_text_is_stored_if_asked_for()
    {
        await node.Client.Store(_label, "a", "here");
        await node.Client.Store(_label, "a,b", "below");

        var tree = await node.Client.Json(Get("a") + "?tree=YES");

        Assert.Equal("here", (string?)tree["a"]!["data"]);
        Assert.Equal("below", (string?)tree["a"]!["subKeys"]!["b"]!["data"]);
        Assert.Equal("here", (await node.Client.Get(Get("a") + "?tree=no").Done()).Text);
    }

    [Fact]
    public async Task Level_cuts_a_tree_one_key_deeper_each()
    {
        await node.Client.Store(_label, "a,b,c,d,e", "deep");
        var whole = (await node.Client.Json(Get("a"))).ToJsonString();

        var trees = new List<string>();
        for (var level = 1; level <= 6; level++) trees.Add((await node.Client.Json($"{Get("a")}?level={level}")).ToJsonString());

        Assert.Contains("""{"...":null}""", trees[0], StringComparison.Ordinal);
        Assert.DoesNotContain("deep", trees[0], StringComparison.Ordinal);
        Assert.Equal(trees.OrderBy(tree => tree.Count(c => c == '{')).Select(tree => tree.Length), trees.Select(tree => tree.Length));
        Assert.Equal(whole, trees[^1]);
    }

    [Theory]
    [InlineData("a,zz")]
    [InlineData("zz")]
    [InlineData("a,b,zz")]
    [InlineData("A")]
    [InlineData("a,")]
    public async Task A_missing_key_is_not_found_and_does_not_come_to_be(string path)
    {
        await node.Client.Store(_label, "a,b");

        await node.Client.Get(Get(path)).Problem(404);

        Assert.Equal($$"""{"{{_label}}":[["a","b"]]}""", (await node.Client.Json($"/registry/lockers/{_label}/data/paths")).ToJsonString());
    }

    [Fact]
    public async Task Dump_of_a_path_answers_as_get_does()
    {
        await node.Client.Store(_label, "a,b", "text");

        Assert.Equal("text", (await node.Client.Get($"/registry/lockers/{_label}/dump/a,b").Done()).Text);
        Assert.Equal(
            (await node.Client.Get(Get("a")).Done()).Text, (await node.Client.Get($"/registry/lockers/{_label}/dump/a").Done()).Text);
        await node.Client.Get($"/registry/lockers/{_label}/dump/zz").Problem(404);
    }

    private string Get(string path) => $"/registry/lockers/{_label}/get/{path}";

    private string Store(string path) => $"/registry/lockers/{_label}/store/{path}";
}
