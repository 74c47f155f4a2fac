namespace Lockers.Grains.Tree;

/// <summary>The top of one version of a tree.</summary>
internal readonly struct TreeRoot(Page? top)
{
    /// <summary>Whether there are no keys.</summary>
    internal bool IsEmpty => top is null;

    /// <summary>The pages of the keys of the first level.</summary>
    internal Page? Top => top;

    /// <summary>Finds the node at a path of keys with <c>,</c> between them.</summary>
    internal bool TryFind(ReadOnlySpan<byte> path, out TreeNode node)
    {
        var keys = new PathKeys(path);
        var level = top;
        while (PageTree.TryFind(level, keys.Key, out var slot))
        {
            if (keys.AtEnd)
            {
                node = new TreeNode(slot);
                return true;
            }

            level = slot.Subkeys;
            keys.Advance();
        }

        node = default;
        return false;
    }

    /// <summary>Walks all keys; those of the first level have depth 1.</summary>
    internal TreeWalker Walk(int maxDepth = int.MaxValue) => new(top, maxDepth);

    /// <summary>
    /// Walks every node that changed after a revision and is still there, on the way some that did not, and few of those in parts of the tree
    /// where nothing did: a node's own revisions say which it is.
    /// </summary>
    internal TreeWalker WalkChanged(long since) => new(top, int.MaxValue, since);
}
