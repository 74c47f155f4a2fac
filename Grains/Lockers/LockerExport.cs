using System.Collections.Immutable;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Reading;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Lockers;

/// <summary>Renders a locker as lines: its data tree first, then its peers' trees, each as it is when its turn comes.</summary>
internal static class LockerExport
{
    /// <summary>Renders it.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="trees">The trees of its peers.</param>
    /// <param name="data">Its data tree.</param>
    /// <param name="peers">The peers that it lists.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="generation">The generation that is meant.</param>
    public static async IAsyncEnumerable<PageBreak> Render(
        PageWriter page, LockerTrees trees, TreeRoot data, ImmutableArray<PeerEntry> peers, ExportQuery query, long generation)
    {
        if (query.Data)
        {
            foreach (var full in new ExportLines(page).Render(data, query.Path)) yield return full;
        }

        foreach (var tree in trees.Of(peers))
        {
            await foreach (var full in Rendering.Nested(page, tree, await tree.ReadExport(query.Path, generation))) yield return full;
        }
    }

    /// <summary>The peers and instances that are asked for.</summary>
    public static ImmutableArray<PeerEntry> Asked(InstanceList list, ExportQuery query)
    {
        if (!query.Peers) return [];
        if (query.Peer is null) return list.List();
        if (list.Find(query.Peer) is not { } peer) return [];
        return query.Instance is not { } instance ? [peer]
            : [peer with { HasOwn = peer.HasOwn && instance.Length == 0, Instances = peer.Instances.RemoveAll(one => one.Address != instance) }];
    }
}
