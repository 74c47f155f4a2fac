using System.Globalization;
using System.Text;
using Lockers.Silo.Tests.Http;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Lines;

/// <summary>Lines of JSON that travel compressed.</summary>
public sealed class CompressedLinesTests(LockersNode node)
{
    // An import stores up to 4,096 lines in one change, so these are several.
    private const int Lines = 20_000;

    private readonly string _label = Calls.FreshLabel();

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_export_is_imported_as_it_came(string coding)
    {
        await Import(node, _label, "identity", Text(Lines)).Done();

        var export = await node.Client.Send(
            "GET", $"/registry/lockers/{_label}/export", null, null, new Dictionary<string, string> { ["Accept-Encoding"] = coding }).Done();
        var imported = await Import(node, $"{_label}-copy", coding, export.Body).Done();

        Assert.Equal(coding, export.Headers["Content-Encoding"]);
        Assert.Equal(Lines, (int)imported.Json!["stored"]!);
        Assert.Equal(await Exported(node, _label), await Exported(node, $"{_label}-copy"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Lines_are_imported_from_every_coding(string coding)
    {
        var imported = await Import(node, _label, coding, Compression.Of(coding, Text(Lines))).Done();

        Assert.Equal(Lines, (int)imported.Json!["stored"]!);
        Assert.Equal(Text(Lines), await Exported(node, _label));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_body_that_is_cut_off_is_a_bad_request_and_what_it_says_is_stored_is_what_is_there(string coding)
    {
        var whole = Compression.Of(coding, Text(Lines));

        var answer = await Import(node, _label, coding, whole[..(whole.Length / 2)]);

        Assert.Equal(400, answer.Status);
        Assert.Contains($"Content-Encoding, {coding}", (string)answer.Json!["detail"]!, StringComparison.Ordinal);
        var stored = (int)answer.Json["stored"]!;
        Assert.InRange(stored, 1, Lines - 1);
        Assert.Contains($"Stored before it: {stored} lines", (string)answer.Json["detail"]!, StringComparison.Ordinal);
        Assert.Equal(Text(stored), await Exported(node, _label));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task What_comes_out_counts_against_the_limit_of_a_load(string coding)
    {
        const int limit = 1_000_000;
        await using var small = await LockersNode.Start($"--Lockers:MaxLoadBytes={limit}");

        var lines = await Import(small, "lines", coding, Compression.Of(coding, Text(Lines)));
        var oneLine = await Import(small, "one-line", coding, Compression.Of(coding, new string(' ', 50 * limit)));
        var blankLines = await Import(small, "blank-lines", coding, Compression.Of(coding, new string('\n', 50 * limit)));

        foreach (var answer in (Answer[])[lines, oneLine, blankLines]) await Task.FromResult(answer).Problem(413, $"more than {limit} bytes");
        Assert.Equal((0, 0), ((int)oneLine.Json!["stored"]!, (int)blankLines.Json!["stored"]!));
        Assert.Equal(Text((int)lines.Json!["stored"]!), await Exported(small, "lines"));
        Assert.Equal(404, await small.Client.Status("/registry/lockers/one-line"));
    }

    [Fact]
    public async Task Gzip_that_the_request_does_not_name_is_a_bad_request_that_says_how() =>
        await Import(node, _label, "identity", Compression.Of("gzip", Text(1))).Problem(400, "Line 1", "Content-Encoding: gzip", "0 lines");

    // In the order of an export, and as it writes them.
    private static string Text(int lines) => string.Concat(Enumerable.Range(0, lines).Select(number => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"path":["{{number:D6}}"],"text":"{{number * 7919L % 100_003}}","firstReported":"2001-02-03T04:05:06Z","lastReported":"2001-02-03T04:05:06Z"}{{'\n'}}""")));

    private static async Task<string> Exported(LockersNode node, string label) => (await node.Client.Get($"/registry/lockers/{label}/export").Done()).Text;

    private static Task<Answer> Import(LockersNode node, string label, string coding, string lines) =>
        Import(node, label, coding, Encoding.UTF8.GetBytes(lines));

    private static Task<Answer> Import(LockersNode node, string label, string coding, byte[] lines)
    {
        var content = new ByteArrayContent(lines);
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        return node.Client.Send("POST", $"/registry/lockers/{label}/import", content, "application/x-ndjson");
    }
}
