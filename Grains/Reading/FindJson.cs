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

            var key = walker.Node.Key;
            path.Enter(key);
            if (!Matches(matcher, key, walker.Node.Text, query)) continue;
            page.Raw(",\""u8);
            page.Raw(path.Utf8);
            page.Raw("\""u8);
            page.Items++;
            found++;
            if (page.Full) yield return default;
        }
    }

    private static bool Matches(TextMatcher matcher, byte[] key, byte[]? text, FindQuery query) =>
        (query.InKeys && matcher.IsIn(key)) || (query.InData && text is not null && matcher.IsIn(text));
}
