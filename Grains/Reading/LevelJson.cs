using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Reading;

/// <summary>Renders part of one level of a tree, from any key on.</summary>
internal static class LevelJson
{
    /// <summary>
    /// <c>{"keys":[{"key":"A","bytes":5|null,"subKeys":12,"firstReported":T,"lastReported":T}],"more":true}</c>: of each key how long its text is, and how
    /// many keys are directly below it.
    /// </summary>
    public static IEnumerable<PageBreak> Keys(PageWriter page, TreeRoot level, LevelQuery query) =>
        Render(page, level, "keys", query, query.After, Key);

    /// <summary>The object with a list of what is on a level.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="level">The level.</param>
    /// <param name="name">What the list is called.</param>
    /// <param name="query">How many.</param>
    /// <param name="after">The key that they come after; null from the beginning.</param>
    /// <param name="write">Writes one.</param>
    public static IEnumerable<PageBreak> Render(
        PageWriter page, TreeRoot level, string name, LevelQuery query, string? after, Action<PageWriter, TreeNode> write)
    {
        var walker = new LevelWalker(level, backwards: false);
        if (after is not null) walker.SkipTo(Encoding.UTF8.GetBytes(after));
        page.Raw("{"u8);
        page.Quoted(name);
        page.Raw(":["u8);
        var more = walker.MoveNext();

        // A request cannot say that it means what comes after the empty key.
        var limit = more && walker.Node.KeyLength == 0 ? Math.Max(query.Limit, 2) : query.Limit;
        for (var listed = 0; more && listed < limit; listed++)
        {
            if (listed > 0) page.Raw(","u8);
            write(page, walker.Node);
            more = walker.MoveNext();
            if (page.Full) yield return default;
        }

        page.Raw(more ? "],\"more\":true}"u8 : "],\"more\":false}"u8);
    }

    private static void Key(PageWriter page, TreeNode node)
    {
        page.Raw("{\"key\":"u8);
        page.Quoted(node.Key);
        page.Raw(",\"bytes\":"u8);
        if (node.Text is { } text) page.Number(text.Length);
        else page.Raw("null"u8);
        page.Raw(",\"subKeys\":"u8);
        page.Number(node.SubKeyCount);
        page.Raw(",\"firstReported\":"u8);
        page.Time(node.FirstReported);
        page.Raw(",\"lastReported\":"u8);
        page.Time(node.LastReported);
        page.Raw("}"u8);
    }
}
