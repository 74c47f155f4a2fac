using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Http;

/// <summary>Answers of reads that are compressed, or put into lines.</summary>
public sealed class AnswerCodingTests(LockersNode node)
{
    private readonly string _label = Calls.FreshLabel();

    public static TheoryData<string, string> Accepted => new()
    {
        { "gzip", "gzip" },
        { "br", "br" },
        { "gzip, deflate, br, zstd", "gzip" },
        { "gzip;q=0.5, br", "br" },
        { "*", "gzip" },
        { "gzip;q=0, br;q=0.1", "br" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task Reads_are_compressed_as_asked(string accepted, string coding)
    {
        var text = await StoreMuch();
        foreach (var target in (string[])[
            $"/registry/lockers/{_label}/get/long", $"/registry/lockers/{_label}/get/many", $"/registry/lockers/{_label}?data=y", $"/registry/lockers/{_label}/dump",
            $"/registry/lockers/find/key-?limit=300", $"/registry/lockers/{_label}/data/paths", "/registry/dump"])
        {
            var plain = await Get(target);
            var coded = await Get(target, $"Accept-Encoding: {accepted}");

            Assert.False(plain.Headers.ContainsKey("Content-Encoding"), target);
            Assert.Equal(coding, coded.Headers.GetValueOrDefault("Content-Encoding"));
            Assert.Equal("Accept-Encoding", coded.Headers.GetValueOrDefault("Vary"));
            Assert.Equal(plain.ContentType, coded.ContentType);
            if (target == "/registry/dump") continue;
            Assert.True(coded.Body.Length < plain.Body.Length / 2, $"{target}: {coded.Body.Length} of {plain.Body.Length}");
            Assert.Equal(Encoding.UTF8.GetString(plain.Body), Encoding.UTF8.GetString(Inflated(coding, coded.Body)));
        }

        Assert.Equal(text, Encoding.UTF8.GetString(Inflated(coding, (await Get($"/registry/lockers/{_label}/get/long", $"Accept-Encoding: {accepted}")).Body)));
    }

    [Theory]
    [InlineData("Accept-Encoding: identity")]
    [InlineData("Accept-Encoding: gzip;q=0")]
    [InlineData("Accept-Encoding: zstd")]
    [InlineData("Accept-Encoding: ,,;=")]
    [InlineData("Accept-Encoding: gzip", "Sec-Fetch-Site: cross-site")]
    [InlineData("Accept-Encoding: gzip", "Sec-Fetch-Site: same-site")]
    public async Task Nothing_is_compressed_that_was_not_asked_for_or_for_another_sites_page(params string[] headers)
    {
        await StoreMuch();

        var answer = await Get($"/registry/lockers/{_label}/get/long", headers);

        Assert.Equal(200, answer.Status);
        Assert.False(answer.Headers.ContainsKey("Content-Encoding"));
    }

    [Fact]
    public async Task Less_than_1_KB_is_never_compressed()
    {
        await node.Client.Store(_label, "short", new string('x', 1023));
        await node.Client.Store(_label, "tree,a", "a");
        foreach (var target in (string[])["/get/short", "/get/tree", "/data/paths", "/find/short"])
        {
            var answer = await Get($"/registry/lockers/{_label}{target}", "Accept-Encoding: gzip");

            Assert.Equal(200, answer.Status);
            Assert.False(answer.Headers.ContainsKey("Content-Encoding"), target);
            Assert.Equal((await Get($"/registry/lockers/{_label}{target}")).Body, answer.Body);
        }
    }

    [Fact]
    public async Task Errors_changes_and_bytes_that_are_no_text_are_not_compressed()
    {
        var bytes = Enumerable.Repeat((byte)0xFF, 5000).ToArray();
        await node.Client.Send("POST", $"/registry/lockers/{_label}/store/bytes", bytes).Done();

        var missing = await Get($"/registry/lockers/{_label}/get/{new string('x', 1024)},{new string('y', 1024)}", "Accept-Encoding: gzip");
        var stored = await RawConnection.Exchange(
            node.Address, "POST", $"/registry/lockers/{_label}/store/{new string('x', 1024)},{new string('y', 1024)}", "x", "Accept-Encoding: gzip");
        var read = await Get($"/registry/lockers/{_label}/get/bytes", "Accept-Encoding: gzip");

        Assert.All([missing, stored, read], answer => Assert.False(answer.Headers.ContainsKey("Content-Encoding")));
        Assert.Equal([404, 200, 200], [missing.Status, stored.Status, read.Status]);
        Assert.Equal(bytes, read.Body);
    }

    [Fact]
    public async Task An_answer_of_any_size_is_compressed()
    {
        for (var key = 0; key < 4; key++) await node.Client.Store(_label, $"k{key}", Noise(2 * 1024 * 1024));

        var answer = await Get($"/registry/lockers/{_label}?data=y", "Accept-Encoding: gzip");

        Assert.Equal("gzip", answer.Headers["Content-Encoding"]);
        Assert.Equal((await Get($"/registry/lockers/{_label}?data=y")).Body, Inflated("gzip", answer.Body));
    }

    [Theory]
    [InlineData("/get/json")]
    [InlineData("/get/many")]
    [InlineData("?data=y")]
    [InlineData("/data/paths")]
    [InlineData("/dump")]
    public async Task Pretty_answers_are_the_same_in_lines(string target)
    {
        await StoreMuch();
        await node.Client.Post($"/registry/lockers/{_label}/store/json", """{"a":[1,{"b":" \"x\\"}],"c":{},"d":[]}""", "application/json").Done();
        var sep = target.Contains('?', StringComparison.Ordinal) ? "&" : "?";

        var plain = await Get($"/registry/lockers/{_label}{target}");
        var pretty = await Get($"/registry/lockers/{_label}{target}{sep}pretty=y");
        var both = await Get($"/registry/lockers/{_label}{target}{sep}pretty=y", "Accept-Encoding: gzip");

        Assert.Contains("\n  ", pretty.Text, StringComparison.Ordinal);
        Assert.Equal(plain.ContentType, pretty.ContentType);
        Assert.True(JsonNode.DeepEquals(plain.Json, pretty.Json));
        if (both.Headers.ContainsKey("Content-Encoding")) Assert.Equal(pretty.Text, Encoding.UTF8.GetString(Inflated("gzip", both.Body)));
    }

    [Fact]
    public async Task Pretty_leaves_texts_alone_that_are_no_JSON()
    {
        await node.Client.Store(_label, "a", "[1, 2]");
        await node.Client.Post($"/registry/lockers/{_label}/store/b", "[1, 2", "application/json").Done();

        Assert.Equal("[1, 2]", (await Get($"/registry/lockers/{_label}/get/a?pretty=y")).Text);
        Assert.Equal("[1, 2", (await Get($"/registry/lockers/{_label}/get/b?pretty=y")).Text);
    }

    private static string Noise(int length)
    {
        var bytes = new byte[length / 2];
        new Random(7).NextBytes(bytes);
        return Convert.ToHexString(bytes);
    }

    private static byte[] Inflated(string coding, byte[] bytes)
    {
        using Stream inflating = coding == "br"
            ? new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress)
            : new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        var all = new MemoryStream();
        inflating.CopyTo(all);
        return all.ToArray();
    }

    private async Task<string> StoreMuch()
    {
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(number => $"line {number}\n"));
        await node.Client.Store(_label, "long", text);
        for (var key = 0; key < 200; key++) await node.Client.Store(_label, $"many,key-{key}", "some text that is not very long");
        return text;
    }

    private Task<Answer> Get(string target, params string[] headers) => RawConnection.Exchange(node.Address, "GET", target, null, headers);
}
