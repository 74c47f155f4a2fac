using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Reading;

public class TreeJsonTests
{
    private const string First = "0001-01-01T00:00:00.0000001Z";
    private const string Second = "0001-01-01T00:00:00.0000002Z";

    [Fact]
    public void Keys_show_with_text_subkeys_and_times_and_nothing_is_omitted() => Assert.Equal(
        $$$"""
        "A":{"data":"a","subKeys":{"B":{"data":"b","subKeys":{},"firstReported":"{{{Second}}}","lastReported":"{{{Second}}}"}},"firstReported":"{{{First}}}","lastReported":"{{{Second}}}"}
        """,
        Keys(Rendered.Tree(("A", "a"), ("A,B", "b"))));

    [Fact]
    public void Without_data_any_text_shows_as_dots_and_none_as_nothing()
    {
        var keys = Keys(Rendered.Tree(("A,B", "b"), ("C", "")), data: false);

        Assert.Contains("\"A\":{\"data\":\"\",", keys, StringComparison.Ordinal);
        Assert.Contains("\"B\":{\"data\":\"...\",", keys, StringComparison.Ordinal);
        Assert.Contains("\"C\":{\"data\":\"...\",", keys, StringComparison.Ordinal);
    }

    [Fact]
    public void Below_the_last_level_there_are_dots_where_there_are_subkeys()
    {
        var tree = Rendered.Tree(("A,B,C", "c"), ("A,D", "d"));
        var keys = Rendered.Json($"{{{Keys(tree, level: 2)}}}");

        Assert.Equal("""{"...":null}""", keys["A"]!["subKeys"]!["B"]!["subKeys"]!.ToJsonString());
        Assert.Equal("{}", keys["A"]!["subKeys"]!["D"]!["subKeys"]!.ToJsonString());
        Assert.Equal("""{"...":null}""", Rendered.Json($"{{{Keys(tree, level: 1)}}}")["A"]!["subKeys"]!.ToJsonString());
    }

    [Fact]
    public void A_node_shows_under_its_path_and_counts_as_the_first_level()
    {
        var tree = Rendered.Tree(("A,\"B\",C,D", "d"));

        var whole = Node(tree, "A,\"B\"", int.MaxValue);
        Assert.Equal("d", (string?)whole["A,\"B\""]!["subKeys"]!["C"]!["subKeys"]!["D"]!["data"]);
        Assert.Equal("""{"...":null}""", Node(tree, "A,\"B\"", 1)["A,\"B\""]!["subKeys"]!.ToJsonString());
        Assert.Equal("""{"...":null}""", Node(tree, "A,\"B\"", 2)["A,\"B\""]!["subKeys"]!["C"]!["subKeys"]!.ToJsonString());
        Assert.Equal("{}", Node(tree, "A,\"B\",C,D", 1)["A,\"B\",C,D"]!["subKeys"]!.ToJsonString());
    }

    [Fact]
    public void A_tree_of_great_depth_is_rendered()
    {
        var path = string.Join(',', Enumerable.Repeat("k", 1000));

        var json = Rendered.Json($"{{{Keys(Rendered.Tree((path, "deep")))}}}");

        for (var depth = 1; depth < 1000; depth++) json = json["k"]!["subKeys"]!;
        Assert.Equal("deep", (string?)json["k"]!["data"]);
    }

    [Fact]
    public void A_large_tree_goes_out_in_pages_of_bounded_size()
    {
        var tree = Rendered.Tree(Enumerable.Range(0, 2000).Select(at => ($"k{at:D4}", new string('v', 500))));

        var pages = Rendered.Pages(page => TreeJson.Keys(page, tree.Root.Walk(), ReadOptions.All));

        Assert.True(pages.Count > 10);
        Assert.All(pages, page => Assert.True(page.Length < PageWriter.PageBytes + (6 * PageWriter.SliceBytes)));
        Assert.Equal(2000, Rendered.Json($"{{{string.Concat(pages)}}}").AsObject().Count);
    }

    // Texts of several slices, with characters of every length and broken ones just before, at and after the borders.
    [Fact]
    public void Large_texts_read_back_as_they_would_in_one_piece() => LargeTexts.Sample(text =>
    {
        var tree = new LockerTree();
        tree.Apply(Mutation.Store("A"u8.ToArray(), text, TextFormat.Plain, 1));
        var expected = Encoding.UTF8.GetString(text);

        return (string?)Rendered.Json($"{{{Keys(tree)}}}")["A"]!["data"] == expected
            && (string?)Node(tree, "A", 1)["A"]!["data"] == expected;
    }, iter: 200);

    [Fact]
    public void A_large_text_of_nothing_but_controls_goes_out_in_pages()
    {
        var tree = Rendered.Tree(("A", new string('\u0001', 200_000)));

        var pages = Rendered.Pages(page => TreeJson.Keys(page, tree.Root.Walk(), ReadOptions.All));

        Assert.All(pages, page => Assert.True(page.Length < PageWriter.PageBytes + (6 * PageWriter.SliceBytes) + 1024));
        Assert.Equal(new string('\u0001', 200_000), (string?)Rendered.Json($"{{{string.Concat(pages)}}}")["A"]!["data"]);
    }

    [Fact]
    public void A_dump_says_beside_the_text_what_JSON_cannot()
    {
        var tree = new LockerTree();
        Store("A", [0xFF], TextFormat.Plain);
        Store("B", "{}"u8, TextFormat.Json);
        Store("C", [], TextFormat.Plain);
        Store("C,D", [], TextFormat.Plain);
        Store("E", [0xC0], TextFormat.Json);
        Store("F,G", "g"u8, TextFormat.Plain);

        var keys = Keys(tree, exact: true);

        Assert.Contains("\"A\":{\"base64\":\"/w==\",\"data\":\"\uFFFD\",\"subKeys\"", keys, StringComparison.Ordinal);
        Assert.Contains("\"B\":{\"data\":\"{}\",\"json\":true,\"subKeys\"", keys, StringComparison.Ordinal);
        Assert.Contains("\"C\":{\"data\":\"\",\"text\":\"\",\"subKeys\"", keys, StringComparison.Ordinal);
        Assert.Contains("\"D\":{\"data\":\"\",\"subKeys\"", keys, StringComparison.Ordinal);
        Assert.Contains("\"E\":{\"base64\":\"wA==\",\"data\":\"\uFFFD\",\"json\":true,\"subKeys\"", keys, StringComparison.Ordinal);
        Assert.Contains("\"F\":{\"data\":\"\",\"subKeys\"", keys, StringComparison.Ordinal);
        Assert.All(["base64", "json", "text"], name => Assert.DoesNotContain($"\"{name}\"", Keys(tree), StringComparison.Ordinal));

        void Store(string path, ReadOnlySpan<byte> text, TextFormat format) =>
            tree.Apply(Mutation.Store(Encoding.UTF8.GetBytes(path), text.ToArray(), format, 1));
    }

    [Fact]
    public void Large_texts_that_are_not_UTF8_stand_in_a_dump_as_they_are() => LargeTexts.Sample(text =>
    {
        var tree = new LockerTree();
        tree.Apply(Mutation.Store("A"u8.ToArray(), text, TextFormat.Plain, 1));
        var node = Rendered.Json($"{{{Keys(tree, exact: true)}}}")["A"]!;

        return System.Text.Unicode.Utf8.IsValid(text)
            ? node["base64"] is null && (string?)node["data"] == Encoding.UTF8.GetString(text)
            : Convert.FromBase64String((string)node["base64"]!).AsSpan().SequenceEqual(text);
    }, iter: 200);

    private static Gen<byte[]> LargeTexts { get; } =
        from slices in Gen.Int[1, 3]
        from before in Gen.Int[-6, 6]
        from border in Gen.OneOf(Gen.String.Select(Encoding.UTF8.GetBytes), Gen.Byte[0x80, 0xFF].Array[1, 12], Gen.Byte.Array[1, 12])
        from filler in Gen.Int[0, 2]
        from rest in Gen.Int[0, 40]
        select Around((slices * PageWriter.SliceBytes) + before, border, (byte)"a\"\\"[filler], rest);

    private static byte[] Around(int at, byte[] border, byte filler, int rest)
    {
        var text = new byte[at + border.Length + rest + 10];
        Array.Fill(text, filler);
        border.CopyTo(text, at);
        return text;
    }

    private static string Keys(LockerTree tree, bool data = true, int level = int.MaxValue, bool exact = false) =>
        Rendered.Text(page => TreeJson.Keys(page, tree.Root.Walk(level), new(data, Peers: true, level, exact)));

    private static JsonNode Node(LockerTree tree, string path, int level)
    {
        Assert.True(tree.Root.TryFind(Encoding.UTF8.GetBytes(path), out var node));
        return Rendered.Json(Rendered.Text(page => TreeJson.Node(page, node, KeyPath.Of(path), new(Data: true, Peers: true, level))));
    }
}
