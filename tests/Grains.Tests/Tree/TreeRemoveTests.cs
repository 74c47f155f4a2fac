using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

public sealed class TreeRemoveTests
{
    private readonly LockerTree _tree = new();

    [Fact]
    public void Remove_keeps_an_ancestor_that_holds_text()
    {
        Store("A");
        Store("A,B,C");

        Assert.True(Remove("A,B,C"));

        Assert.Equal(["A"], Held());
        Assert.False(Find("A")!.Value.HasSubKeys);
    }

    [Fact]
    public void Remove_takes_ancestors_left_with_nothing_and_no_others()
    {
        Store("A,B,C,D");
        Store("A,X");

        Assert.True(Remove("A,B,C,D"));

        Assert.Equal(["A,X"], Held());
        Assert.Null(Find("A,B"));
    }

    [Fact]
    public void Remove_of_the_last_key_leaves_an_empty_tree()
    {
        Store("A,B,C");

        Assert.True(Remove("A,B,C"));

        Assert.True(_tree.Root.IsEmpty);
        Assert.Equal(0, _tree.Bytes);
        Assert.Equal(0, _tree.TextCount);
    }

    [Fact]
    public void Remove_keeps_subkeys()
    {
        Store("A");
        Store("A,B");

        Assert.True(Remove("A"));

        Assert.Equal(["A,B"], Held());
    }

    [Theory]
    [InlineData("A,B,X")]
    [InlineData("A,X,C")]
    [InlineData("X")]
    [InlineData("A,B,C,D")]
    [InlineData("A,B")]
    [InlineData("")]
    [InlineData("A,B,C,")]
    public void Remove_of_what_is_not_there_changes_nothing(string path)
    {
        Store("A,B,C");

        Assert.False(Remove(path));

        Assert.Equal(["A,B,C"], Held());
    }

    [Fact]
    public void Remove_keeps_an_ancestor_that_holds_empty_text()
    {
        _tree.Apply(Mutation.Store(Paths.Of("A"), [], TextFormat.Plain, 1));
        Store("A,B");

        Assert.True(Remove("A,B"));

        Assert.Equal(["A"], Held());
        Assert.Empty(Find("A")!.Value.Text!);
    }

    [Fact]
    public void Remove_leaves_the_times_of_what_stays()
    {
        Store("A", now: 1);
        Store("A,B", now: 5);

        _tree.Apply(Mutation.Remove(Paths.Of("A,B"), 9));

        Assert.Equal(1, Find("A")!.Value.FirstReported);
        Assert.Equal(5, Find("A")!.Value.LastReported);
    }

    [Fact]
    public void RemoveTree_takes_the_subtree_and_ancestors_left_with_nothing()
    {
        Store("A");
        Store("A,B,C");
        Store("A,B,C,D");
        Store("A,B,C,E,F");

        Assert.True(_tree.Apply(Mutation.RemoveTree(Paths.Of("A,B,C"), 9)));

        Assert.Equal(["A"], Held());
        Assert.Equal(1, _tree.TextCount);
        Assert.Equal(2, _tree.Bytes);
        Assert.Null(Find("A,B"));
    }

    [Fact]
    public void RemoveTree_of_what_is_not_there_changes_nothing()
    {
        Store("A,B");

        Assert.False(_tree.Apply(Mutation.RemoveTree(Paths.Of("A,C"), 9)));

        Assert.Equal(["A,B"], Held());
    }

    [Fact]
    public void Clear_empties_and_says_whether_there_was_anything()
    {
        Store("A,B");

        Assert.True(_tree.Apply(Mutation.Clear()));

        Assert.False(_tree.Apply(Mutation.Clear()));
        Assert.Empty(Held());
    }

    private void Store(string path, long now = 1) => _tree.Apply(Mutation.Store(Paths.Of(path), [1], TextFormat.Plain, now));

    private bool Remove(string path)
    {
        var changed = _tree.Apply(Mutation.Remove(Paths.Of(path), 9));
        TreeInvariants.Check(_tree);
        return changed;
    }

    private TreeNode? Find(string path) => _tree.Root.TryFind(Paths.Of(path), out var node) ? node : null;

    private IEnumerable<string> Held() => Paths.Held(_tree.Root);
}
