using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

public sealed class TreeWalkerTests
{
    private readonly LockerTree _tree = new();

    public TreeWalkerTests()
    {
        foreach (var path in (string[])["A,B,C", "A,D", "E"]) _tree.Apply(Mutation.Store(Paths.Of(path), [], TextFormat.Plain, 1));
    }

    [Fact]
    public void Each_node_is_entered_and_left_around_its_subkeys() =>
        Assert.Equal(["+A1", "+B2", "+C3", "-C3", "-B2", "+D2", "-D2", "-A1", "+E1", "-E1"], Told(_tree.Root.Walk()));

    [Theory]
    [InlineData(0, new string[0])]
    [InlineData(1, new[] { "+A1...", "-A1", "+E1", "-E1" })]
    [InlineData(2, new[] { "+A1", "+B2...", "-B2", "+D2", "-D2", "-A1", "+E1", "-E1" })]
    [InlineData(3, new[] { "+A1", "+B2", "+C3", "-C3", "-B2", "+D2", "-D2", "-A1", "+E1", "-E1" })]
    public void A_walk_to_a_depth_says_where_it_trims(int depth, string[] expected) => Assert.Equal(expected, Told(_tree.Root.Walk(depth)));

    [Fact]
    public void A_node_is_walked_below_itself()
    {
        Assert.True(_tree.Root.TryFind("A"u8, out var node));

        Assert.Equal(["+B1", "+C2", "-C2", "-B1", "+D1", "-D1"], Told(node.Walk()));
        Assert.Equal(["+B1...", "-B1", "+D1", "-D1"], Told(node.Walk(1)));
    }

    [Fact]
    public void There_is_nothing_to_walk_below_a_leaf_or_in_an_empty_tree()
    {
        Assert.True(_tree.Root.TryFind("E"u8, out var leaf));

        Assert.False(leaf.Walk().MoveNext());
        Assert.False(new LockerTree().Root.Walk().MoveNext());
    }

    [Fact]
    public void The_end_of_a_walk_stays_the_end()
    {
        var walker = _tree.Root.Walk();
        while (walker.MoveNext())
        {
        }

        Assert.False(walker.MoveNext());
        Assert.Equal(0, walker.Depth);
    }

    private static IEnumerable<string> Told(TreeWalker walker)
    {
        while (walker.MoveNext())
        {
            var sign = walker.Step == WalkStep.Enter ? '+' : '-';
            yield return $"{sign}{Encoding.UTF8.GetString(walker.Node.Key)}{walker.Depth}{(walker.Trimmed ? "..." : "")}";
        }
    }
}
