using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

public sealed class TreeStoreTests
{
    private readonly LockerTree _tree = new();

    [Fact]
    public void Store_gives_the_very_array_back()
    {
        byte[] text = [1, 2, 3];

        _tree.Apply(Mutation.Store(Paths.Of("A,B"), text, TextFormat.Json, 7));

        Assert.Same(text, Find("A,B").Text);
        Assert.Equal(TextFormat.Json, Find("A,B").Format);
        Assert.Null(Find("A").Text);
    }

    [Fact]
    public void Store_sets_the_last_time_along_the_path_and_the_first_time_of_new_keys_only()
    {
        Store("A,B", 5);
        Store("A,C", 8);

        Assert.Equal((5, 8), Times("A"));
        Assert.Equal((5, 5), Times("A,B"));
        Assert.Equal((8, 8), Times("A,C"));
    }

    [Fact]
    public void A_store_gives_its_own_time_also_where_what_was_put_back_is_of_a_later_one()
    {
        _tree.Apply(Mutation.Restore(Paths.Of("A,B"), [], TextFormat.Plain, 8, 8));
        Store("A,B", 5);

        Assert.Equal((8, 5), Times("A"));
        Assert.Equal((8, 5), Times("A,B"));
    }

    [Fact]
    public void The_largest_time_and_each_format_fit_together()
    {
        var end = DateTime.MaxValue.Ticks;

        _tree.Apply(Mutation.Restore(Paths.Of("A"), [], TextFormat.Json, end, end));

        Assert.Equal((end, end), Times("A"));
        Assert.Equal(TextFormat.Json, Find("A").Format);
    }

    [Fact]
    public void Restore_puts_the_times_back_and_leaves_those_above()
    {
        Store("A", 5);

        _tree.Apply(Mutation.Restore(Paths.Of("A,B,C"), [1], TextFormat.Plain, 2, 3));
        _tree.Apply(Mutation.Restore(Paths.Of("A,B"), null, TextFormat.Plain, 1, 4));

        Assert.Equal((5, 5), Times("A"));
        Assert.Equal((1, 4), Times("A,B"));
        Assert.Equal((2, 3), Times("A,B,C"));
        Assert.Null(Find("A,B").Text);
    }

    [Fact]
    public void A_tree_restored_node_by_node_in_the_order_walked_is_the_same()
    {
        Store("A", 1);
        Store("A,B,C", 2);
        Store("A,,D", 3);
        Store("", 4);
        var copy = new LockerTree();
        foreach (var (path, node) in Paths.Nodes(_tree.Root))
        {
            copy.Apply(Mutation.Restore(path, node));
        }

        Assert.Equal(Paths.Steps(_tree.Root.Walk()), Paths.Steps(copy.Root.Walk()));
        Assert.Equal(_tree.Bytes, copy.Bytes);
    }

    [Fact]
    public void Keys_are_in_the_order_of_their_bytes()
    {
        string[] keys = ["\u00ff", "b", "a\0", "abcdefgh\0", "a", "", "abcdefghij", "abcdefgh", "\0\0", "\0", "!", "Z", "abcdefgi", "\U0001F600"];
        foreach (var key in keys) Store(key, 1);

        Assert.Equal(keys.OrderBy(Encoding.UTF8.GetBytes, Paths.ByBytes), Paths.Held(_tree.Root));
    }

    [Fact]
    public void Empty_keys_are_keys()
    {
        Store("client,", 1);
        Store(",", 1);

        Assert.NotNull(Find("client,").Text);
        Assert.Null(Find("client").Text);
        Assert.Null(Find("").Text);
        Assert.Equal([",", "client,"], Paths.Held(_tree.Root));
        Assert.Equal("client".Length, _tree.Bytes);
    }

    [Fact]
    public void A_change_of_no_known_kind_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _tree.Apply(default(Mutation) with { Kind = (MutationKind)99, Path = [] }));

    private void Store(string path, long now) => _tree.Apply(Mutation.Store(Paths.Of(path), [], TextFormat.Plain, now));

    private TreeNode Find(string path)
    {
        Assert.True(_tree.Root.TryFind(Paths.Of(path), out var node));
        return node;
    }

    private (long First, long Last) Times(string path) => (Find(path).FirstReported, Find(path).LastReported);
}
