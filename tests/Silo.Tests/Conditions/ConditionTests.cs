using System.Text;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Conditions;

/// <summary>ETags of stored texts, and requests on conditions (RFC 9110).</summary>
public sealed class ConditionTests(LockersNode node)
{
    private readonly string _label = Calls.FreshLabel();

    [Fact]
    public async Task A_text_has_the_ETag_that_its_store_answered_until_it_is_stored_again()
    {
        var first = Tag(await Store("a,b", "one"));
        Assert.Matches("^\"[1-9][0-9]*-[1-9][0-9]*\"$", first);
        Assert.Equal(first, Tag(await Get("a,b")));
        await Store("a", "above");
        await Store("a,b,c", "below");
        Assert.Equal(first, Tag(await Get("a,b")));

        var second = Tag(await Store("a,b", "one"));

        Assert.NotEqual(first, second);
        Assert.Equal(second, Tag(await Get("a,b")));
        Assert.False((await Get("a,b?tree=y")).Headers.ContainsKey("ETag"));
    }

    [Fact]
    public async Task A_key_that_was_removed_or_whose_locker_was_closed_or_loaded_has_another_ETag()
    {
        HashSet<string> tags = [Tag(await Store("a", "x"))];
        await node.Client.Post($"/registry/lockers/{_label}/remove/a").Done();
        Assert.True(tags.Add(Tag(await Store("a", "x"))));
        await node.Client.Post($"/registry/lockers/{_label}/close").Done();
        Assert.True(tags.Add(Tag(await Store("a", "x"))));
        await node.Client.Post($"/registry/lockers/{_label}/clear").Done();
        Assert.True(tags.Add(Tag(await Store("a", "x"))));
        var dump = await node.Client.Get($"/registry/lockers/{_label}/dump").Done();
        for (var load = 0; load < 2; load++)
        {
            await node.Client.Post($"/registry/lockers/{_label}/load", dump.Text, "application/json").Done();
            Assert.True(tags.Add(Tag(await Get("a"))));
        }

        await Ask("POST", Target("store/a"), "y", ("If-Match", Tag(await Get("a")))).Done();
    }

    [Fact]
    public async Task A_read_with_the_ETag_that_is_known_is_answered_304_and_no_text()
    {
        var tag = Tag(await Store("a", "x"));

        foreach (var same in (string[])[tag, $"\"1-1\", {tag}", "*"])
        {
            var answer = await Ask("GET", Target("get/a"), null, ("If-None-Match", same));
            Assert.Equal((304, 0, tag), (answer.Status, answer.Body.Length, Tag(answer)));
        }

        foreach (var other in (string[])["\"1-1\"", $"W/{tag}", "\"x\""])
            Assert.Equal("x", (await Ask("GET", Target("get/a"), null, ("If-None-Match", other)).Done()).Text);
        Assert.Equal(412, (await Ask("GET", Target("get/a"), null, ("If-Match", "\"1-1\""), ("If-None-Match", tag))).Status);
    }

    [Fact]
    public async Task A_store_is_made_only_on_its_condition()
    {
        await Refused(Ask("POST", Target("store/a"), "x", ("If-Match", "*")), null);
        await Refused(Ask("POST", Target("store/a"), "x", ("If-Match", "\"1-1\"")), null);
        var first = Tag(await Ask("POST", Target("store/a"), "1", ("If-None-Match", "*")).Done());
        await Refused(Ask("POST", Target("store/a"), "2", ("If-None-Match", "*")), first);
        await Refused(Ask("POST", Target("store/a"), "2", ("If-Match", $"W/{first}")), first);
        await Refused(Ask("POST", Target("store/a"), "2", ("If-Match", first), ("If-None-Match", "*")), first);
        var second = Tag(await Ask("POST", Target("store/a"), "2", ("If-Match", $"\"1-1\", {first}")).Done());
        await Refused(Ask("POST", Target("store/a"), "3", ("If-Match", first)), second);
        Assert.Equal("2", (await Get("a")).Text);
        await Ask("POST", Target("store/a"), "3", ("If-Match", "*")).Done();
        Assert.Equal("3", (await Get("a")).Text);
    }

    [Fact]
    public async Task A_removal_is_made_only_on_its_condition_and_never_of_a_whole_tree()
    {
        var tag = Tag(await Store("a", "x"));
        await Store("a,b", "below");
        await Refused(Ask("POST", Target("remove/a"), null, ("If-Match", "\"1-1\"")), tag);
        await Ask("POST", Target("remove/a?recursive=y"), null, ("If-Match", tag)).Problem(400, "recursive=y");

        await Ask("POST", Target("remove/a"), null, ("If-Match", tag)).Done();

        Assert.Equal(["b"], (await node.Client.Json(Target("get/a")))["a"]!["subKeys"].Names());
        await Refused(Ask("POST", Target("remove/a"), null, ("If-Match", "*")), null);
        await Ask("POST", Target("remove/a"), null, ("If-None-Match", "*")).Done();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_answer_has_an_ETag_of_its_own_that_is_as_good_as_the_other(string coding)
    {
        var tag = Tag(await Store("a", new string('x', 5000)));
        var coded = await Ask("GET", Target("get/a"), null, ("Accept-Encoding", coding)).Done();
        var head = await Ask("HEAD", Target("get/a"), null, ("Accept-Encoding", coding)).Done();

        Assert.Equal((coding, $"{tag[..^1]}-{coding}\""), (coded.Headers["Content-Encoding"], Tag(coded)));
        Assert.Equal(Tag(coded), Tag(head));
        Assert.Equal(tag, Tag(await Get("a")));
        foreach (var known in (string[])[tag, Tag(coded)])
        {
            var same = await Ask("GET", Target("get/a"), null, ("If-None-Match", $"\"1-1-gzip\", {known}"), ("Accept-Encoding", coding));
            Assert.Equal((304, known), (same.Status, Tag(same)));
        }

        await Refused(Ask("POST", Target("store/a"), "y", ("If-Match", $"{tag[..^1]}-zip\"")), tag);
        await Refused(Ask("POST", Target("store/a"), "y", ("If-Match", $"W/{Tag(coded)}")), tag);
        await Ask("POST", Target("store/a"), "y", ("If-Match", Tag(coded))).Done();
        Assert.Equal("y", (await Get("a")).Text);
    }

    [Fact]
    public async Task A_text_that_is_too_short_to_be_compressed_keeps_its_ETag()
    {
        var tag = Tag(await Store("a", "x"));

        Assert.Equal(tag, Tag(await Ask("GET", Target("get/a"), null, ("Accept-Encoding", "gzip")).Done()));
    }

    [Theory]
    [InlineData("no-quotes")]
    [InlineData("\"open")]
    [InlineData("*, \"1-1\"")]
    [InlineData("\"1-1\" \"1-2\"")]
    public async Task A_malformed_tag_is_never_ignored(string tag)
    {
        await Store("a", "x");
        foreach (var header in (string[])["If-Match", "If-None-Match"])
        {
            await Ask("POST", Target("store/a"), "y", (header, tag)).Problem(400, header);
            await Ask("POST", Target("remove/a"), null, (header, tag)).Problem(400, header);
            await Ask("GET", Target("get/a"), null, (header, tag)).Problem(400, header);
        }

        Assert.Equal("x", (await Get("a")).Text);
    }

    [Fact]
    public async Task A_store_that_is_refused_brings_no_locker_into_being()
    {
        await Refused(Ask("POST", Target("store/a"), "x", ("If-Match", "*")), null);

        Assert.DoesNotContain(_label, (await node.Client.Json("/registry/lockers/labels")).Strings());
    }

    [Theory]
    [InlineData("/registry/lockers/current")]
    [InlineData("/registry/lockers/default")]
    [InlineData("/registry/context/conditions/lockers/run")]
    [InlineData("/registry/peers/p/locker")]
    [InlineData("/registry/peers/p/1.1.1.1:80/locker")]
    public async Task Conditions_are_the_same_wherever_a_text_is(string tree)
    {
        await node.Client.OpenFresh();
        var key = Calls.FreshLabel();
        var stored = await Ask("POST", $"{tree}/store/{key}", "1", ("If-None-Match", "*")).Done();
        await Refused(Ask("POST", $"{tree}/store/{key}", "2", ("If-None-Match", "*")), Tag(stored));
        var again = await Ask("POST", $"{tree}/store/{key}", "2", ("If-Match", Tag(stored))).Done();
        Assert.Equal(Tag(again), Tag(await node.Client.Get($"{tree}/get/{key}").Done()));
        Assert.Equal(304, (await Ask("GET", $"{tree}/get/{key}", null, ("If-None-Match", Tag(again)))).Status);
        await Refused(Ask("POST", $"{tree}/remove/{key}", null, ("If-Match", Tag(stored))), Tag(again));
        await Ask("POST", $"{tree}/remove/{key}?recursive=y", null, ("If-Match", "*")).Problem(400, "recursive=y");
        await Ask("POST", $"{tree}/remove/{key}", null, ("If-Match", Tag(again))).Done();
    }

    [Fact]
    public async Task Of_many_that_change_a_text_on_the_same_condition_one_does()
    {
        var tag = Tag(await Store("a", "0"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(at => Ask("POST", Target("store/a"), $"{at}", ("If-Match", tag))));

        var made = Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer != made), answer => Assert.Equal((412, Tag(made)), (answer.Status, Tag(answer))));
        Assert.Equal(Tag(made), Tag(await Get("a")));
    }

    private static string Tag(Answer answer) => answer.Headers["ETag"];

    private static async Task Refused(Task<Answer> call, string? current)
    {
        var answer = await call;
        Assert.Equal((412, current), (answer.Status, answer.Headers.GetValueOrDefault("ETag")));
        Assert.Contains("currentETag", answer.Json.Names());
        Assert.Equal(current, (string?)answer.Json!["currentETag"]);
    }

    private string Target(string rest) => $"/registry/lockers/{_label}/{rest}";

    private Task<Answer> Store(string path, string text) => node.Client.Store(_label, path, text);

    private Task<Answer> Get(string path) => node.Client.Get(Target($"get/{path}")).Done();

    private Task<Answer> Ask(string method, string target, string? text, params (string Name, string Value)[] headers) => node.Client.Send(
        method, target, method == "GET" ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(text ?? "")), null,
        headers.ToDictionary(header => header.Name, header => header.Value));
}
