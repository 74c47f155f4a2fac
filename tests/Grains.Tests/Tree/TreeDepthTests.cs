using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

public sealed class TreeDepthTests
{
    [Theory]
    [InlineData(128)]
    [InlineData(50_000)]
    public void A_path_of_any_depth_is_stored_walked_shared_and_removed(int depth)
    {
        var path = Paths.Of(string.Join(',', Enumerable.Range(0, depth).Select(i => "k" + (i % 7))));
        var tree = new LockerTree();
        tree.Apply(Mutation.Store(path, [1], TextFormat.Plain, 1));
        using var snapshot = tree.Snapshot();

        tree.Apply(Mutation.Store(path, [2], TextFormat.Plain, 2));

        Assert.Equal([1], Text(snapshot.Root, path));
        Assert.Equal([2], Text(tree.Root, path));
        Assert.Equal((2 * depth) + 1, tree.Bytes);
        Assert.Equal(depth * 2, Paths.Steps(tree.Root.Walk()).Count());
        TreeInvariants.Check(tree);

        Assert.True(tree.Apply(Mutation.Remove(path, 3)));
        Assert.True(tree.Root.IsEmpty);
        Assert.Equal([1], Text(snapshot.Root, path));
    }

    [Theory]
    [InlineData(128)]
    [InlineData(50_000)]
    public void A_subtree_of_any_depth_is_removed_whole(int depth)
    {
        var path = Paths.Of("A,B," + string.Join(',', Enumerable.Repeat("k", depth)));
        var tree = new LockerTree();
        tree.Apply(Mutation.Store(path, [1], TextFormat.Plain, 1));
        tree.Apply(Mutation.Store(Paths.Of("A,C"), [1], TextFormat.Plain, 1));

        Assert.True(tree.Apply(Mutation.RemoveTree(Paths.Of("A,B"), 2)));

        Assert.Equal(["A,C"], Paths.Held(tree.Root));
        TreeInvariants.Check(tree);
    }

    private static byte[]? Text(TreeRoot root, byte[] path) => root.TryFind(path, out var node) ? node.Text : null;
}
