using Lockers.Grains.Tree;

namespace Lockers.Grains.Journal;

/// <summary>One version of all trees of a grain, as long as it is held.</summary>
/// <param name="trees">The trees.</param>
/// <param name="revision">The highest revision that was given out; 0 where nobody asks for it.</param>
internal sealed class TreeVersion(TreeSnapshot[] trees, long revision = 0) : IDisposable
{
    /// <summary>How many trees.</summary>
    public int Count => trees.Length;

    /// <summary>The highest revision that was given out before.</summary>
    public long Revision => revision;

    /// <summary>Bytes of all texts and keys.</summary>
    public long Bytes => trees.Sum(tree => tree.Bytes);

    /// <summary>One of the trees.</summary>
    public TreeSnapshot this[int tree] => trees[tree];

    /// <summary>The same version once more, to be disposed by itself.</summary>
    public TreeVersion Share() => new(Array.ConvertAll(trees, tree => tree.Share()), revision);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tree in trees) tree.Dispose();
    }
}
