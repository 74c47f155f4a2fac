using System.Text;
using System.Text.Unicode;
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
        foreach (var full in Enter(page, node, options.Data)) yield return full;
        if (options.Level > 1)
        {
            foreach (var full in Keys(page, node.Walk(options.Level - 1), options.Data)) yield return full;
        }
        else if (node.HasSubKeys)
        {
            page.Raw("\"...\":null"u8);
        }

        Leave(page, node);
        page.Raw("}"u8);
    }

    /// <summary>The inside of <c>{key:LockerData}</c>.</summary>
    public static IEnumerable<PageBreak> Keys(PageWriter page, TreeWalker walker, bool data)
    {
        var comma = false;
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Enter)
            {
                if (comma) page.Raw(","u8);
                Key(page, walker.Node);
                page.Raw(":"u8);
                if (data && walker.Node.Text is { Length: > PageWriter.SliceBytes })
                {
                    foreach (var full in Enter(page, walker.Node, data)) yield return full;
                }
                else
                {
                    EnterSmall(page, walker.Node, data);
                }

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

    private static IEnumerable<PageBreak> Enter(PageWriter page, TreeNode node, bool data)
    {
        if (!data || node.Text is not { Length: > PageWriter.SliceBytes } text)
        {
            EnterSmall(page, node, data);
            yield break;
        }

        page.Raw("{\"data\":\""u8);
        foreach (var slice in Slices(text))
        {
            page.Escaped(slice.Span);
            if (page.Full) yield return default;
        }

        page.Raw("\",\"subKeys\":{"u8);
    }

    private static void Key(PageWriter page, in TreeNode node)
    {
        const int usual = 256;
        var key = node.KeyLength <= usual ? stackalloc byte[usual] : new byte[node.KeyLength];
        node.CopyKeyTo(key);
        page.Quoted(key[..node.KeyLength]);
    }

    private static void EnterSmall(PageWriter page, TreeNode node, bool data)
    {
        page.Raw("{\"data\":"u8);
        if (node.Text is not { } text) page.Raw("\"\""u8);
        else if (data) page.Quoted(text);
        else page.Raw("\"...\""u8);
        page.Raw(",\"subKeys\":{"u8);
    }

    private static void Leave(PageWriter page, TreeNode node)
    {
        page.Raw("},\"firstReported\":"u8);
        page.Time(node.FirstReported);
        page.Raw(",\"lastReported\":"u8);
        page.Time(node.LastReported);
        page.Raw("}"u8);
    }

    // Bytes of valid UTF-8 are copied or escaped one by one, so a slice may end inside a character.
    private static IEnumerable<ReadOnlyMemory<byte>> Slices(byte[] text)
    {
        var valid = Utf8.IsValid(text);
        for (var at = 0; at < text.Length;)
        {
            var slice = text.AsMemory(at, Math.Min(PageWriter.SliceBytes, text.Length - at));
            if (valid)
            {
                at += slice.Length;
                yield return slice;
            }
            else
            {
                var whole = at + slice.Length == text.Length ? slice.Length : Utf8Pieces.WholeCharacters(slice.Span);
                at += whole;
                yield return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(slice.Span[..whole]));
            }
        }
    }
}
