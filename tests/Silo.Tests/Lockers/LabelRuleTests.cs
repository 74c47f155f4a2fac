using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Lockers;

public sealed class LabelRuleTests(LockersNode node)
{
    public static TheoryData<string> Bad => [new string('x', 257), "a%01b", "a%0Ab", "a%7Fb", "a,b", "a%2Cb", "a%2Fb", "%2F", "%80",
        "%20", "%C2%A0", "%E2%80%8B", "%E3%80%80%20", ".", "..", "%2E", "%2e%2E", string.Concat(Enumerable.Repeat("%F0%9F%94%91", 257))];

    public static TheoryData<string> Good =>
        [new string('y', 256), string.Concat(Enumerable.Repeat("%C3%A9", 256)), string.Concat(Enumerable.Repeat("%F0%9F%94%91", 256)),
            "a%20b", "a%25b", "%E4%B8%96%E7%95%8C", "a:b@c(d)[e]",
            "..%5C", "a%22b%27"];

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_label_against_the_rules_is_refused(string label)
    {
        await node.Client.Post($"/registry/lockers/open/{label}").Problem(400);
        await node.Client.Post($"/registry/lockers/{label}/open").Problem(400);
        await node.Client.Post($"/registry/lockers/{label}/store/a", "text").Problem(400);
        await node.Client.Post($"/registry/lockers/{label}/remove/a").Problem(400);
        await node.Client.Post($"/registry/lockers/{label}/close").Problem(400);
        await node.Client.Post($"/registry/lockers/close/{label}").Problem(400);
        await node.Client.Post($"/registry/lockers/{label}/clear").Problem(400);
        string[] reads = ["", "/dump", "/get/a", "/find/a", "/data/paths", "/targets/results", "/peers", "/peers/p", "/peers/p/a", "/peers/p/get/k"];
        foreach (var read in reads)
            await node.Client.Get($"/registry/lockers/{label}{read}").Problem(400);
    }

    [Theory]
    [InlineData("/registry/lockers/a%2Fb/open")]
    [InlineData("/registry/lockers/a%2fb/store/k")]
    [InlineData("/registry/peers/a%2Fb/locker/store/k")]
    [InlineData("/registry/peers/p/a%2Fb/locker/store/k")]
    [InlineData("/registry/peers/p/remove/a%2Fb")]
    public async Task A_name_with_a_slash_is_told_so(string target)
    {
        var answer = await node.Client.Post(target);

        Assert.Equal(400, answer.Status);
        Assert.Contains("must not hold '/'", (string)answer.Json!["detail"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("0000", (string)answer.Json!["detail"]!, StringComparison.Ordinal);
        var unknown = await node.Client.Get("/registry/a%2Fb");
        Assert.Contains("/registry/a/b", (string)unknown.Json!["detail"]!, StringComparison.Ordinal);
    }

    // Words that are routes, as labels in every place where a label stands.
    [Fact]
    public async Task A_word_that_is_a_route_is_neither_opened_nor_stored_into_nor_searched()
    {
        string[] words = ["all", "labels", "open", "close", "clear", "data", "find", "search", "dump", "store", "get", "remove", "targets"];
        foreach (var word in words)
        {
            await node.Client.Post($"/registry/lockers/{word}/open").Problem(400);
            await node.Client.Post($"/registry/lockers/open/{word}").Problem(400);
            await node.Client.Post($"/registry/lockers/{word}/store/a", "text").Problem(400);
            await node.Client.Post($"/registry/lockers/{word}/remove/a").Problem(400);
            await node.Client.Post($"/registry/lockers/{word}/close").Problem(400);
            await node.Client.Post($"/registry/lockers/close/{word}").Problem(400);
            await node.Client.Post($"/registry/lockers/{word}/clear").Problem(400);
            if (word is "find" or "search") continue;
            await node.Client.Get($"/registry/lockers/{word}/get/a").Problem(400);
            await node.Client.Get($"/registry/lockers/{word}/find/a").Problem(400);
        }
    }

    // What is encoded in one label may be the plain form of another.
    [Fact]
    public async Task Labels_that_look_like_encoded_ones_are_told_apart()
    {
        var label = Calls.FreshLabel();
        await node.Client.Store($"{label}%2541", "k", "encoded");
        Assert.Equal("encoded", await node.Client.Text($"{label}%2541", "k"));

        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{label}%41/get/k"));
        await node.Client.Store($"{label}%41", "k", "plain");

        Assert.Equal("encoded", await node.Client.Text($"{label}%2541", "k"));
        Assert.Equal("plain", await node.Client.Text($"{label}A", "k"));
    }

    [Theory]
    [InlineData("%20")]
    [InlineData("%E2%80%8B")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a%01")]
    public async Task A_peer_and_an_address_have_the_same_rules(string name)
    {
        await node.Client.Post($"/registry/peers/{name}/locker/store/k", "text").Problem(400);
        await node.Client.Post($"/registry/peers/p/{name}/locker/store/k", "text").Problem(400);
        await node.Client.Post($"/registry/peers/p/remove/{name}").Problem(400);
        await node.Client.Get($"/registry/peers/{name}/locker").Problem(400);
        var json = System.Text.Json.JsonSerializer.Serialize(Uri.UnescapeDataString(name));
        foreach (var target in (string[])["/registry/peers/add", "/registry/peers/p/remember"])
        {
            await node.Client.Post(target, $$"""{"name":{{json}},"address":"a:1"}""").Problem(400);
            await node.Client.Post(target, $$"""{"name":"p","address":{{json}}}""").Problem(400);
        }

        string[] dumps =
        [
            "{'lockers':{NAME:{}}}", "{'lockers':{'x':{'peerLockers':{NAME:{}}}}}", "{'peers':{NAME:{}}}", "{'peerTargets':{NAME:{}}}",
            "{'lockers':{'x':{'peerLockers':{'p':{'instanceLockers':{NAME:{}}}}}}}", "{'peerJobs':{NAME:{}}}",
        ];
        foreach (var dump in dumps.Select(dump => dump.Replace('\'', '"').Replace("NAME", json, StringComparison.Ordinal)))
            await node.Client.Post("/registry/load", dump, "application/json").Problem(400);
    }

    [Theory]
    [MemberData(nameof(Good))]
    public async Task A_label_within_the_rules_is_stored_into_read_and_closed(string label)
    {
        var name = Uri.UnescapeDataString(label);

        await node.Client.Store(label, "a", "kept");

        Assert.Equal("kept", await node.Client.Text(label, "a"));
        Assert.Contains(name, (await node.Client.Json("/registry/lockers/labels")).Strings());
        Assert.Equal(name, (string?)(await node.Client.Json($"/registry/lockers/{label}"))["label"]);
        Assert.Equal($"Locker {name} is emptied and closed", await node.Client.Post($"/registry/lockers/close/{label}").Words());
    }

    [Fact]
    public async Task A_label_of_dots_never_walks_up_the_path()
    {
        var answer = await RawConnection.Exchange(node.Address, "GET", "/registry/lockers/../../health/live");

        Assert.Equal(404, answer.Status);
    }
}
