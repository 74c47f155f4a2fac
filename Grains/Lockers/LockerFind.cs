using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Lockers;

/// <summary>Renders what a search finds in a locker: its data tree first, then its peers' trees.</summary>
internal static class LockerFind
{
    public static async IAsyncEnumerable<PageBreak> Render(
        PageWriter page, LockerTrees trees, TreeRoot data, ImmutableArray<PeerEntry> peers, FindQuery query, long generation)
    {
        var left = query.Limit;
        var uri = $"{trees.Name.Uri}/get/";
        foreach (var full in FindJson.Render(page, data, uri, query, left))
        {
            left -= page.Items;
            yield return full;
        }

        left -= page.Items;
        foreach (var tree in trees.Of(peers))
        {
            if (left <= 0) yield break;
            var before = page.Items;
            await foreach (var full in Rendering.Nested(page, tree, await tree.Find(query with { Limit = left }, generation)))
            {
                left -= page.Items - before;
                before = 0;
                yield return full;
            }

            left -= page.Items - before;
        }
    }
}
