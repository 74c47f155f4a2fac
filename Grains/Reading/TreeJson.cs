using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Reading;

/// <summary>Renders trees as LockerData, straight from the nodes. Nothing here nests calls by the depth of a tree.</summary>
internal static class TreeJson
{
    /// <summary><c>{"A,B":LockerData}</c>.</summary>
    public static IEnumerable<PageBreak> Node(PageWriter page, TreeNode node, KeyPath path, ReadOptions options)
    {
        page.Raw("{"u8);
        page.Quoted(path.Utf8);
        page.Raw(":"u8);
        if (IsLarge(node, options))
        {
            foreach (var full in TextJson.Large(page, node, options.Exact)) yield return full;
        }
        else
        {
            TextJson.Small(page, node, options);
        }

        page.Raw(",\"subKeys\":{"u8);
        if (options.Level > 1)
        {
            foreach (var full in Keys(page, node.Walk(options.Level - 1), options)) yield return full;
        }
        else if (node.HasSubKeys)
        {
            page.Raw("\"...\":null"u8);
        }

        Leave(page, node);
        page.Raw("}"u8);
    }

    /// <summary>The inside of <c>{key:LockerData}</c>.</summary>
    public static IEnumerable<PageBreak> Keys(PageWriter page, TreeWalker walker, ReadOptions options)
    {
        var comma = false;
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Enter)
            {
                if (comma) page.Raw(","u8);
                Key(page, walker.Node);
                page.Raw(":"u8);
                if (IsLarge(walker.Node, options))
                {
                    foreach (var full in TextJson.Large(page, walker.Node, options.Exact)) yield return full;
                }
                else
                {
                    TextJson.Small(page, walker.Node, options);
                }

                page.Raw(",\"subKeys\":{"u8);
                if (walker.Trimmed) page.Raw("\"...\":null"u8);
                comma = false;
            }
            else
            {
                Leave(page, walker.Node);
                comma = true;
            }

            if (page.Full) yield return default;
        }
    }

    private static bool IsLarge(in TreeNode node, ReadOptions options) => options.Data && node.Text is { Length: > PageWriter.SliceBytes };

    private static void Key(PageWriter page, in TreeNode node)
    {
        const int usual = 256;
        var key = node.KeyLength <= usual ? stackalloc byte[usual] : new byte[node.KeyLength];
        node.CopyKeyTo(key);
        page.Quoted(key[..node.KeyLength]);
    }

    private static void Leave(PageWriter page, TreeNode node)
    {
        page.Raw("},\"firstReported\":"u8);
        page.Time(node.FirstReported);
        page.Raw(",\"lastReported\":"u8);
        page.Time(node.LastReported);
        page.Raw("}"u8);
    }
}
