using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Lockers.Grains.Tree;

namespace Lockers.Grains.Reading;

/// <summary>Starts the reads of one tree.</summary>
internal static class TreeReads
{
    /// <summary><c>{"A,B":LockerData}</c>, or not found.</summary>
    public static ValueTask<ReadPage> Node(ReadCursors reads, GenerationTree tree, KeyPath path, ReadOptions options)
    {
        var snapshot = tree.Snapshot();
        return Node(reads, snapshot, snapshot.Root, path, options);
    }

    /// <summary>One level of a tree; not found where there is no key at the path.</summary>
    public static ValueTask<ReadPage> Level(ReadCursors reads, TreeSnapshot snapshot, KeyPath? path, LevelQuery query)
    {
        if (Below(snapshot.Root, path) is { } level) return reads.Open(page => Rendering.Of(LevelJson.Keys(page, level, query)), snapshot);
        snapshot.Dispose();
        return new(ReadPage.NotFound);
    }

    /// <summary>The same of a tree that a snapshot holds, which is disposed at the end.</summary>
    public static ValueTask<ReadPage> Node(ReadCursors reads, TreeSnapshot snapshot, TreeRoot root, KeyPath path, ReadOptions options)
    {
        var isThere = root.TryFind(path.Utf8, out var node);
        if (isThere && (!options.Textless || node.Text is null))
            return reads.Open(page => Rendering.Of(TreeJson.Node(page, node, path, options)), snapshot);
        snapshot.Dispose();
        return new(isThere ? ReadPage.HasText : ReadPage.NotFound);
    }

    private static TreeRoot? Below(TreeRoot root, KeyPath? path) =>
        path is not { } key ? root : root.TryFind(key.Utf8, out var node) ? node.Below : null;
}
