using System.Text.Json.Nodes;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Reading;

public class LevelJsonTests
{
    [Fact]
    public void Each_key_says_how_long_its_text_is_and_how_many_keys_are_below()
    {
        var tree = Rendered.Tree(("A", "12345"), ("A,x", "1"), ("A,y,z", "1"), ("B,x", ""), ("", "text"));

        Assert.Equal(
            """
            {"keys":[{"key":"","bytes":4,"subKeys":0,"firstReported":"0001-01-01T00:00:00.0000005Z","lastReported":"0001-01-01T00:00:00.0000005Z"},
            {"key":"A","bytes":5,"subKeys":2,"firstReported":"0001-01-01T00:00:00.0000001Z","lastReported":"0001-01-01T00:00:00.0000003Z"},
            {"key":"B","bytes":null,"subKeys":1,"firstReported":"0001-01-01T00:00:00.0000004Z","lastReported":"0001-01-01T00:00:00.0000004Z"}],"more":false}
            """.ReplaceLineEndings(""),
            Rendered.Text(page => LevelJson.Keys(page, tree.Root, new(null, 500))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(10_000)]
    public void Pages_give_every_key_once_and_in_order(int limit)
    {
        string[] keys = ["", "!", "a", "a b", "ä", "漢", "😀", .. Enumerable.Range(0, 2000).Select(i => $"key {i:D4}")];
        var tree = Rendered.Tree(keys.Select(key => (key, "x")));

        var listed = new List<string>();
        for (string? after = null; ;)
        {
            var page = Page(tree, after, limit);
            listed.AddRange(Names(page));
            Assert.InRange(page["keys"]!.AsArray().Count, 1, Math.Max(limit, 2));
            if (!(bool)page["more"]!) break;
            after = listed[^1];
            Assert.NotEmpty(after);
        }

        Assert.Equal(keys.Order(Utf8Order.Instance), listed);
    }

    [Fact]
    public void What_comes_after_a_key_does_not_need_it_to_be_there()
    {
        var tree = Rendered.Tree(("B", "x"), ("D", "x"), ("F", "x"));

        Assert.Equal(["D", "F"], Names(Page(tree, "C", 9)));
        Assert.Equal(["D"], Names(Page(tree, "B", 1)));
        Assert.True((bool)Page(tree, "B", 1)["more"]!);
        Assert.False((bool)Page(tree, "B", 2)["more"]!);
        Assert.Equal("""{"keys":[],"more":false}""", Page(tree, "F", 9).ToJsonString());
        Assert.Equal("""{"keys":[],"more":false}""", Page(new LockerTree(), null, 9).ToJsonString());
    }

    [Fact]
    public void Where_a_place_is_asked_for_it_is_told_with_how_many_keys_there_are()
    {
        var tree = Rendered.Tree(("B", "x"), ("D", "x"), ("F", "x"));

        Place(["D"], 1, tree, new(null, 1, Skip: 1));
        Place(["B"], 0, tree, new(null, 1, Skip: 0));
        Place([], 3, tree, new(null, 1, Skip: 9));
        Place(["D", "F"], 1, tree, new(null, 9, From: "D"));
        Place(["D"], 1, tree, new(null, 1, From: "C"));
        Place([], 3, tree, new(null, 1, From: "G"));
        Assert.Equal("""{"keys":[],"more":false,"first":0,"count":0}""", Rendered.Text(page => LevelJson.Keys(page, new LockerTree().Root, new(null, 1, Skip: 1))));

        static void Place(string[] keys, int first, LockerTree tree, LevelQuery query)
        {
            var page = Rendered.Json(Rendered.Text(page => LevelJson.Keys(page, tree.Root, query)));
            Assert.Equal(keys, Names(page));
            Assert.Equal((first, 3, keys.Length > 0 && keys[^1] != "F"), ((int)page["first"]!, (int)page["count"]!, (bool)page["more"]!));
        }
    }

    private static JsonNode Page(LockerTree tree, string? after, int limit) =>
        Rendered.Json(Rendered.Text(page => LevelJson.Keys(page, tree.Root, new LevelQuery(after, limit))));

    private static IEnumerable<string> Names(JsonNode page) => page["keys"]!.AsArray().Select(key => (string)key!["key"]!);
}
