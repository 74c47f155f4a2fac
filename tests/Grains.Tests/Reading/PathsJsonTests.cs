using Lockers.Grains.Reading;
using Xunit;

namespace Lockers.Grains.Tests.Reading;

public class PathsJsonTests
{
    [Fact]
    public void Every_place_with_text_shows_in_order() => Assert.Equal(
        """
        "X \"":[["A"],["A","B"],["A","C","D"],["e"]]
        """,
        Paths("X \"", ("e", "1"), ("A,C,D", ""), ("A", "2"), ("A,B", "3")));

    [Fact]
    public void Empty_keys_show() => Assert.Equal("\"X\":[[\"\"],[\"client\",\"\"]]", Paths("X", ("client,", "1"), ("", "2")));

    [Fact]
    public void A_tree_without_text_shows_as_nothing() => Assert.Equal("", Paths("X"));

    [Fact]
    public void The_first_page_tells_whether_there_is_anything()
    {
        var page = new PageWriter();
        using var rendering = PathsJson.Render(page, "X", Rendered.Tree(("A", "1")).Root).GetEnumerator();

        Assert.False(rendering.MoveNext());
        Assert.Equal(1, page.Items);
    }

    [Fact]
    public void Many_paths_go_out_in_pages()
    {
        var tree = Rendered.Tree(Enumerable.Range(0, 10_000).Select(at => ($"parent,k{at:D5}", "")));

        var pages = Rendered.Pages(page => PathsJson.Render(page, "X", tree.Root));

        Assert.True(pages.Count > 1);
        Assert.Equal(10_000, Rendered.Json($"{{{string.Concat(pages)}}}")["X"]!.AsArray().Count);
    }

    private static string Paths(string label, params (string Path, string Text)[] texts) =>
        Rendered.Text(page => PathsJson.Render(page, label, Rendered.Tree(texts).Root));
}
