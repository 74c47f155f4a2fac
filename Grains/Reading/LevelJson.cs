using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Reading;

/// <summary>Renders part of one level of a tree, from any key on.</summary>
internal static class LevelJson
{
    /// <summary>
    /// <c>{"keys":[{"key":"A","bytes":5|null,"subKeys":12,"firstReported":T,"lastReported":T}],"more":true}</c>: of each key how long its text is, and how
    /// many keys are directly below it. Where a place is asked for, <c>"first":5,"count":12</c> too: how many keys come before the first that is
    /// listed, and how many there are in all. That takes a look at each page of keys, 32 in a long level, and none at what is below.
    /// </summary>
    public static IEnumerable<PageBreak> Keys(PageWriter page, TreeRoot level, LevelQuery query)
    {
        var walker = new LevelWalker(level, backwards: false);
        if (query.Skip is { } skip)
        {
            var count = PageTree.Count(level.Top);
            walker.Skip(skip);
            return Render(page, walker, "keys", query.Limit, Key, (Math.Min(skip, count), count));
        }

        if (query.From is { } from)
            return Render(page, walker, "keys", query.Limit, Key, (walker.SkipToPlace(Encoding.UTF8.GetBytes(from)), PageTree.Count(level.Top)));
        if (query.After is { } after) walker.SkipTo(Encoding.UTF8.GetBytes(after));
        return Render(page, walker, "keys", query.Limit, Key);
    }

    /// <summary>The object with a list of what is on a level.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="walker">The level, from where the list begins.</param>
    /// <param name="name">What the list is called.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="write">Writes one.</param>
    /// <param name="place">How many come before the first, and how many there are; null where that is not asked for.</param>
    public static IEnumerable<PageBreak> Render(
        PageWriter page, LevelWalker walker, string name, int most, Action<PageWriter, TreeNode> write, (long First, int Count)? place = null)
    {
        page.Raw("{"u8);
        page.Quoted(name);
        page.Raw(":["u8);
        var more = walker.MoveNext();

        // A request cannot say that it means what comes after the empty key.
        var limit = more && walker.Node.KeyLength == 0 ? Math.Max(most, 2) : most;
        for (var listed = 0; more && listed < limit; listed++)
        {
            if (listed > 0) page.Raw(","u8);
            write(page, walker.Node);
            more = walker.MoveNext();
            if (page.Full) yield return default;
        }

        page.Raw(more ? "],\"more\":true"u8 : "],\"more\":false"u8);
        if (place is var (first, count))
        {
            page.Raw(",\"first\":"u8);
            page.Number(first);
            page.Raw(",\"count\":"u8);
            page.Number(count);
        }

        page.Raw("}"u8);
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
