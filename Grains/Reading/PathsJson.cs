using Lockers.Grains.Tree;

namespace Lockers.Grains.Reading;

/// <summary>Renders where text is stored.</summary>
internal static class PathsJson
{
    /// <summary><c>"X":[["A","B"],["A","C"]]</c>, or nothing where no text is stored.</summary>
    public static IEnumerable<PageBreak> Render(PageWriter page, string label, TreeRoot root)
    {
        var walker = root.Walk();
        var path = new List<byte[]>();
        var any = false;
        while (walker.MoveNext())
        {
            if (walker.Step == WalkStep.Leave)
            {
                path.RemoveAt(path.Count - 1);
                continue;
            }

            path.Add(walker.Node.Key);
            if (walker.Node.Text is null) continue;
            if (!any)
            {
                page.Quoted(label);
                page.Raw(":["u8);
                page.Items = 1;
            }

            page.Raw(any ? ",["u8 : "["u8);
            any = true;
            for (var i = 0; i < path.Count; i++)
            {
                if (i > 0) page.Raw(","u8);
                page.Quoted(path[i]);
            }

            page.Raw("]"u8);
            if (page.Full) yield return default;
        }

        if (any) page.Raw("]"u8);
    }
}
