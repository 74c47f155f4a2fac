using CsCheck;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Reading;

public class FindJsonTests
{
    private const string Prefix = "/registry/lockers/X/get/";

    private static readonly LockerTree Tree = Rendered.Tree(
        ("apple", "red"), ("Pie,Apple", "sweet"), ("Pie,crust", "an APPLE in it"), ("pear", "green"));

    [Fact]
    public void Keys_that_contain_the_text_are_found_in_any_case() => Assert.Equal(["Pie,Apple", "apple"], Find(Tree, "APPL"));

    [Fact]
    public void Texts_are_searched_when_asked_for()
    {
        Assert.Equal(["Pie,crust"], Find(Tree, "apple", keys: false, data: true));
        Assert.Equal(["Pie,Apple", "Pie,crust", "apple"], Find(Tree, "apple", keys: true, data: true));
    }

    [Fact]
    public void A_parent_that_matches_is_found_by_itself() => Assert.Equal(["Pie"], Find(Tree, "pie"));

    [Fact]
    public void No_more_than_the_limit_is_found()
    {
        Assert.Equal(["Pie,Apple"], Find(Tree, "apple", limit: 1));
        Assert.Empty(Find(Tree, "apple", limit: 0));
    }

    [Fact]
    public void Hits_are_counted_on_their_pages()
    {
        var tree = Rendered.Tree(Enumerable.Range(0, 5000).Select(at => ($"key{at:D4}", "")));
        var page = new PageWriter();
        var (pages, items) = (1, 0);
        foreach (var _ in FindJson.Render(page, tree.Root, Prefix, Query("key"), int.MaxValue))
        {
            (pages, items) = (pages + 1, items + page.Items);
            page.Reset();
        }

        Assert.True(pages > 1);
        Assert.Equal(5000, items + page.Items);
    }

    [Fact]
    public void Every_key_comes_back_from_the_uri_it_is_found_by() => Gen.String[1, 20].Array[1, 5].Sample(keys =>
    {
        var path = string.Join(',', keys.Select(key => key.Replace(',', ';') + "needle"));
        var tree = Rendered.Tree((path, "x"));
        var hits = Uris(tree, Query("NEEDLE"));

        return hits.Count == keys.Length
            && hits.All(uri => uri.All(c => char.IsAscii(c) && c is > ' ' and not '"' and not '\\' and not '#' and not '?'))
            && tree.Root.TryFind(System.Text.Encoding.UTF8.GetBytes(Uri.UnescapeDataString(hits[^1][Prefix.Length..])), out _);
    });

    [Fact]
    public void Characters_that_mean_something_in_a_uri_are_encoded() => Assert.Equal(
        [Prefix + "a%20%2F%25%3F%23%26%2B%22%5C,-._~%C3%A9%F0%9F%94%91"],
        Uris(Rendered.Tree(("a /%?#&+\"\\,-._~é🔑", "x")), Query("~")));

    private static FindQuery Query(string text, bool keys = true, bool data = false) => new(text, keys, data, Peers: false, int.MaxValue);

    private static IEnumerable<string> Find(LockerTree tree, string text, bool keys = true, bool data = false, int limit = int.MaxValue) =>
        Uris(tree, Query(text, keys, data), limit).Select(uri => Uri.UnescapeDataString(uri[Prefix.Length..]));

    private static List<string> Uris(LockerTree tree, FindQuery query, int limit = int.MaxValue)
    {
        var hits = Rendered.Text(page => FindJson.Render(page, tree.Root, Prefix, query, limit));
        return hits.Length == 0 ? [] : [.. Rendered.Json($"[{hits[1..]}]").AsArray().Select(uri => (string)uri!)];
    }
}
