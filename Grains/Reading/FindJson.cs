using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Reading;

/// <summary>Renders the URIs of the keys of a tree that match, percent-encoded, each with a comma before it.</summary>
internal static class FindJson
{
    /// <param name="page">Where to.</param>
    /// <param name="root">The tree.</param>
    /// <param name="uri">The URI up to and including <c>/get/</c>, encoded.</param>
    /// <param name="query">What to look for.</param>
    /// <param name="limit">The most URIs to give.</param>
    public static IEnumerable<PageBreak> Render(PageWriter page, TreeRoot root, string uri, FindQuery query, int limit)
    {
        using var matcher = new TextMatcher(query.Text);
        var walker = root.Walk();
        var path = new UriPath(uri);
        var found = 0;
        while (found < limit && walker.MoveNext())
        {
            if (walker.Step == WalkStep.Leave)
            {
                path.Leave();
                continue;
            }

            path.Enter(walker.Node.Key);
            if (!Matches(matcher, walker.Node, query)) continue;
            page.Raw(",\""u8);
            page.Raw(path.Utf8);
            page.Raw("\""u8);
            page.Items++;
            found++;
            if (page.Full) yield return default;
        }
    }

    private static bool Matches(TextMatcher matcher, TreeNode node, FindQuery query) =>
        (query.InKeys && matcher.IsIn(node.Key)) || (query.InData && node.Text is { } text && matcher.IsIn(text));
}
