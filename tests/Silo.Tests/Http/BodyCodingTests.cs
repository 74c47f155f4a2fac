using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http;

/// <summary>Bodies that are sent compressed.</summary>
public sealed class BodyCodingTests(LockersNode node)
{
    private const int MaxValueBytes = 16 * 1024 * 1024;
    private readonly string _label = Calls.FreshLabel();

    public static TheoryData<string> Codings => ["gzip", "x-gzip", "GZIP", "br", "deflate"];

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_compressed_body_is_stored_inflated(string coding)
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"line {number}\n"));

        await Send($"/registry/lockers/{_label}/store/a", Compression.Of(coding, text), coding).Done();
        await Send("/registry/peers/coded/1.1.1.1:1/locker/store/a", Compression.Of(coding, text), coding).Done();

        Assert.Equal(text, await node.Client.Text(_label, "a"));
        Assert.Equal(text, (await node.Client.Get("/registry/peers/coded/1.1.1.1:1/locker/get/a").Done()).Text);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_compressed_dump_is_loaded(string coding)
    {
        await node.Client.Store(_label, "a,b", "text");
        var dump = (await node.Client.Get($"/registry/lockers/{_label}/dump").Done()).Text;

        await Send($"/registry/lockers/{_label}-copy/load", Compression.Of(coding, dump), coding).Done();

        Assert.Equal("text", await node.Client.Text($"{_label}-copy", "a,b"));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("gzip, br")]
    [InlineData("nonsense")]
    public async Task An_unknown_coding_is_unsupported_and_those_that_are_known_are_named(string coding)
    {
        var answer = await Send($"/registry/lockers/{_label}/store/a", "text"u8.ToArray(), coding);

        await Task.FromResult(answer).Problem(415, coding, "gzip, br, deflate");
        Assert.Equal("gzip, br, deflate", answer.Headers["Accept-Encoding"]);
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{_label}/get/a"));
    }

    [Fact]
    public async Task A_body_with_the_coding_identity_is_stored_as_it_is()
    {
        await Send($"/registry/lockers/{_label}/store/a", "text"u8.ToArray(), "identity").Done();

        Assert.Equal("text", await node.Client.Text(_label, "a"));
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task What_comes_out_counts_against_the_limit(string coding)
    {
        var bomb = Compression.Of(coding, new string('x', MaxValueBytes + 1));

        await Send($"/registry/lockers/{_label}/store/a", bomb, coding).Problem(413, $"{MaxValueBytes}");
        await Send("/registry/peers/add", bomb, coding).Problem(413);
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{_label}/get/a"));
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_body_may_have_the_limit_once_it_is_inflated(string coding)
    {
        await Send($"/registry/lockers/{_label}/store/a", Compression.Of(coding, new string('x', MaxValueBytes)), coding).Done();

        Assert.Equal(MaxValueBytes, (await node.Client.Get($"/registry/lockers/{_label}/get/a").Done()).Body.Length);
        await node.Client.Post($"/registry/lockers/{_label}/clear").Done();
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task A_body_that_is_not_what_it_says_or_cut_off_is_a_bad_request(string coding)
    {
        var whole = Compression.Of(coding, string.Concat(Enumerable.Range(0, 20_000)));

        await Send($"/registry/lockers/{_label}/store/a", "no such thing at all"u8.ToArray(), coding).Problem(400, "Content-Encoding");
        await Send($"/registry/lockers/{_label}/store/a", whole[..(whole.Length / 2)], coding).Problem(400, "Content-Encoding");
        await Send($"/registry/lockers/{_label}/load", whole[..(whole.Length / 2)], coding).Problem(400);
        Assert.Equal(404, await node.Client.Status($"/registry/lockers/{_label}/get/a"));
    }

    private Task<Answer> Send(string target, byte[] body, string coding)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        return node.Client.Send("POST", target, content, "application/json");
    }
}
