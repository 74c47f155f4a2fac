using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

public sealed class TreePutAwayTests
{
    private readonly LockerTree _data;
    private readonly LockerTree _epochs;

    public TreePutAwayTests()
    {
        var group = new TreeGroup();
        (_data, _epochs) = (new LockerTree(group), new LockerTree(group));
    }

    [Fact]
    public void The_whole_tree_goes_below_the_key_and_is_empty_then()
    {
        Store(_data, "A,B");
        Store(_data, "C");

        Assert.True(PutAway("07"));

        Assert.True(_data.Root.IsEmpty);
        Assert.Equal((0, 0), (_data.TextCount, _data.Bytes));
        Assert.Equal(["07,A,B", "07,C"], Paths.Held(_epochs.Root));
        Assert.Equal((2, 7), (_epochs.TextCount, _epochs.Bytes));
    }

    [Fact]
    public void An_empty_tree_changes_nothing()
    {
        Assert.False(PutAway("07"));

        Assert.True(_epochs.Root.IsEmpty);
    }

    [Fact]
    public void What_was_there_is_replaced_and_what_is_beside_it_stays()
    {
        Store(_epochs, "06,old");
        Store(_epochs, "07,old,er");
        Store(_data, "A");

        Assert.True(PutAway("07"));

        Assert.Equal(["06,old", "07,A"], Paths.Held(_epochs.Root));
        Assert.Equal((2, 10), (_epochs.TextCount, _epochs.Bytes));
    }

    [Fact]
    public void Pages_change_hands_without_a_copy()
    {
        Store(_data, "A");
        var top = _data.Root.Top;

        PutAway("07");

        Assert.True(_epochs.Root.TryFind("07"u8, out var node));
        Assert.Same(top, node.Subkeys);
    }

    [Fact]
    public void Versions_of_both_trees_stay_as_they_were_whatever_comes_after()
    {
        Store(_data, "A");
        using var data = _data.Snapshot();
        using var epochs = _epochs.Snapshot();

        PutAway("07");
        Store(_data, "B");
        Store(_epochs, "07,A,more");
        using var later = _epochs.Snapshot();
        _epochs.Apply(Mutation.RemoveTree(Paths.Of("07"), 1));

        Assert.Equal(["A"], Paths.Held(data.Root));
        Assert.True(epochs.Root.IsEmpty);
        Assert.Equal(["07,A", "07,A,more"], Paths.Held(later.Root));
        Assert.Equal(["B"], Paths.Held(_data.Root));
        Assert.Equal((0, 0), (_epochs.TextCount, _epochs.Bytes));
    }

    [Fact]
    public void Only_another_tree_of_the_group_is_put_away()
    {
        Assert.Throws<ArgumentException>(() => _data.PutAway(_data, Mutation.PutAway(Paths.Of("1"), 1)));
        Assert.Throws<ArgumentException>(() => _data.PutAway(new LockerTree(), Mutation.PutAway(Paths.Of("1"), 1)));
    }

    private bool PutAway(string key) => _epochs.PutAway(_data, Mutation.PutAway(Paths.Of(key), 9));

    private static void Store(LockerTree tree, string path) => tree.Apply(Mutation.Store(Paths.Of(path), [1], TextFormat.Plain, 1));
}
