using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http;

public sealed class PathTests(LockersNode node)
{
    private readonly string _label = Calls.FreshLabel();

    /// <summary>How a path is written in a URI, and its keys.</summary>
    public static TheoryData<string, string[]> Written => new()
    {
        { "a,b", ["a", "b"] },
        { "a%2Cb", ["a", "b"] },
        { "a%2cb", ["a", "b"] },
        { "a/b", ["a/b"] },
        { "a%2Fb,c", ["a/b", "c"] },
        { "a%2fb", ["a/b"] },
        { "a%252Fb", ["a%2Fb"] },
        { "a%25b", ["a%b"] },
        { "a%2541", ["a%41"] },
        { "%41", ["A"] },
        { "a%20b,%C3%A9", ["a b", "é"] },
        { "a+b", ["a+b"] },
        { "client,", ["client", ""] },
        { ",", ["", ""] },
        { ",a", ["", "a"] },
        { "a,,b", ["a", "", "b"] },
        { "%E4%B8%96%E7%95%8C,%F0%9F%98%80", ["世界", "😀"] },
        { "a%3Fb%23c%26d", ["a?b#c&d"] },
        { "a:b@c(d);e=f!$'*", ["a:b@c(d);e=f!$'*"] },
        { "store", ["store"] },
        { "get/store/x", ["get/store/x"] },
        { "..", [".."] },
        { "../../x", ["../../x"] },
        { "./a/.", ["./a/."] },
        { "%2E%2E%2Fx", ["../x"] },
        { "a/", ["a/"] },
        { "a//", ["a//"] },
        { "a%2F", ["a/"] },
        { "a%5Cb", ["a\\b"] },
        { "a%22b%3Cc%3E", ["a\"b<c>"] },
        { "a%0Db%09c%7F", ["a\rb\tc\u007f"] },
        { "__proto__,constructor", ["__proto__", "constructor"] },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public async Task A_path_is_its_keys_percent_decoded_once(string written, string[] keys)
    {
        var line = await node.Client.Post($"/registry/lockers/{_label}/store/{written}", "here").Line();

        Assert.Equal($"Data stored in labeled locker {_label} for path [{string.Join(' ', keys)}]", line);
        Assert.Equal("here", await node.Client.Text(_label, written));
        var paths = (await node.Client.Json($"/registry/lockers/{_label}/data/paths"))[_label]!.AsArray();
        Assert.Equal(keys, Assert.Single(paths).Strings());
        await node.Client.Post($"/registry/lockers/{_label}/remove/{written}").Done();
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{_label}/get/{written}"));
    }

    [Theory]
    [InlineData("a[b]", "a[b]")]
    [InlineData("a|b{c}^d`", "a|b{c}^d`")]
    [InlineData("a\"b<c>\\d", "a\"b<c>\\d")]
    [InlineData("a%zzb%", "a%zzb%")]
    public async Task Characters_that_should_be_escaped_are_taken_as_they_are(string written, string key)
    {
        var stored = await RawConnection.Exchange(node.Address, "POST", $"/registry/lockers/{_label}/store/{written}", "here");

        Assert.Equal($"Data stored in labeled locker {_label} for path [{key}]\n", stored.Text);
        Assert.Equal("here", (await RawConnection.Exchange(node.Address, "GET", $"/registry/lockers/{_label}/get/{written}")).Text);
        Assert.Equal("here", await node.Client.Text(_label, Uri.EscapeDataString(key)));
    }

    [Theory]
    [InlineData("a%80")]
    [InlineData("%C3%28")]
    [InlineData("%FF%FE")]
    [InlineData("a,%ED%A0%80")]
    [InlineData("%C0%AF")]
    [InlineData("%F5%80%80%80")]
    public async Task A_path_that_is_not_UTF_8_is_refused(string path)
    {
        await node.Client.Post($"/registry/lockers/{_label}/store/{path}", "text").Problem(400);
        await node.Client.Get($"/registry/lockers/{_label}/get/{path}").Problem(400);
        await node.Client.Post($"/registry/lockers/{_label}/remove/{path}").Problem(400);

        Assert.DoesNotContain(_label, (await node.Client.Json("/registry/lockers/labels")).Strings());
    }

    [Theory]
    [InlineData("/registry/lockers/%80")]
    [InlineData("/registry/lockers/%80/get/a")]
    [InlineData("/registry/lockers/find/%80")]
    [InlineData("/registry/peers/%80/locker")]
    [InlineData("/registry/%80")]
    public async Task A_name_that_is_not_UTF_8_is_refused(string target)
    {
        var answer = await node.Client.Get(target);

        Assert.True(answer.Status is 400 or 404, answer.ToString());
    }
}
