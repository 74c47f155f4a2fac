namespace Lockers.Grains.Tree;

/// <summary>The top of one version of a tree.</summary>
/// <param name="top">The pages of the first level.</param>
/// <param name="now">Texts that expire no later than this (UTC ticks) are not there, nor keys that have nothing else; 0 where everything is.</param>
internal readonly struct TreeRoot(Page? top, long now = 0)
{
    private readonly long _now = top is not null && top.Earliest <= now ? now : 0;

    /// <summary>Whether there are no keys.</summary>
    internal bool IsEmpty => top is null;

    /// <summary>The pages of the keys of the first level.</summary>
    internal Page? Top => top;

    /// <summary>What expires no later than this is not there; 0 where nothing has expired.</summary>
    internal long Now => _now;

    /// <summary>Finds the node at a path of keys with <c>,</c> between them.</summary>
    internal bool TryFind(ReadOnlySpan<byte> path, out TreeNode node)
    {
        var keys = new PathKeys(path);
        var level = top;
        while (PageTree.TryFind(level, keys.Key, out var slot, out var expires))
        {
            if (keys.AtEnd)
            {
                node = new TreeNode(slot, expires, _now);
                return _now == 0 || Overdue.IsThere(slot, expires, _now);
            }

            level = slot.Subkeys;
            keys.Advance();
        }

        node = default;
        return false;
    }

    /// <summary>Walks all keys; those of the first level have depth 1.</summary>
    internal TreeWalker Walk(int maxDepth = int.MaxValue) => new(top, maxDepth, _now);

    /// <summary>
    /// Walks every node that changed after a revision and is still there, on the way some that did not, and few of those in parts of the tree
    /// where nothing did: a node's own revisions say which it is.
    /// </summary>
    internal TreeWalker WalkChanged(long since) => new(top, int.MaxValue, _now, since);
}
