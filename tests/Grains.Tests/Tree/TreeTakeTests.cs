using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

public sealed class TreeTakeTests
{
    private readonly LockerTree _data;
    private readonly LockerTree _staged;

    public TreeTakeTests()
    {
        var group = new TreeGroup();
        (_data, _staged) = (new LockerTree(group), new LockerTree(group));
    }

    [Fact]
    public void What_is_below_the_path_becomes_the_tree_and_is_gone_from_the_other()
    {
        Store(_data, "old");
        Store(_staged, "7,A,B");
        Store(_staged, "7,C");
        Store(_staged, "8,D");

        _data.Take(_staged, "7"u8.ToArray());

        Assert.Equal(["A,B", "C"], Paths.Held(_data.Root));
        Assert.Equal(["8,D"], Paths.Held(_staged.Root));
        Assert.Equal((2, 5), (_data.TextCount, _data.Bytes));
        Assert.Equal((1, 3), (_staged.TextCount, _staged.Bytes));
    }

    [Fact]
    public void A_path_that_is_not_there_leaves_the_tree_empty()
    {
        Store(_data, "old");

        _data.Take(_staged, "7"u8.ToArray());

        Assert.True(_data.Root.IsEmpty);
        Assert.Equal((0, 0), (_data.TextCount, _data.Bytes));
    }

    [Fact]
    public void Pages_change_hands_without_a_copy()
    {
        Store(_staged, "7,A");
        Assert.True(_staged.Root.TryFind("7"u8, out var node));

        _data.Take(_staged, "7"u8.ToArray());

        Assert.Same(node.Subkeys, _data.Root.Top);
    }

    [Fact]
    public void A_version_of_the_other_tree_keeps_what_was_taken_though_it_is_changed_in_its_new_place()
    {
        Store(_staged, "7,A");
        using var before = _staged.Snapshot();

        _data.Take(_staged, "7"u8.ToArray());
        Store(_data, "A");
        Store(_data, "B");

        Assert.Equal(["7,A"], Paths.Held(before.Root));
        Assert.Equal(1, before.Root.TryFind("7,A"u8, out var node) ? node.LastReported : 0);
    }

    [Fact]
    public void A_tree_of_another_group_is_refused()
    {
        var stranger = new LockerTree();
        Store(stranger, "7,A");

        Assert.Throws<ArgumentException>(() => _data.Take(stranger, "7"u8.ToArray()));
    }

    private static void Store(LockerTree tree, string path) =>
        tree.Apply(Mutation.Store(Paths.Of(path), "x"u8.ToArray(), TextFormat.Plain, tree.TextCount + 1));
}
