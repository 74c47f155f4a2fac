using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

public sealed class TreeBreadthTests
{
    private const int Count = 100_000;

    public static TheoryData<string, string> Orders => new MatrixTheoryData<string, string>(["up", "down", "random"], ["up", "down", "random"]);

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_flat_node_fills_and_empties_in_any_order(string filled, string emptied)
    {
        var tree = new LockerTree();
        foreach (var key in Ordered(filled)) Assert.True(tree.Apply(Mutation.Store(Path(key), [], TextFormat.Plain, 1)));

        TreeInvariants.Check(tree);
        Assert.Equal(Enumerable.Range(0, Count).Select(Paths.Numbered), Paths.Held(tree.Root));
        var left = Count;
        foreach (var key in Ordered(emptied))
        {
            Assert.True(tree.Apply(Mutation.Remove(Path(key), 1)));
            if (--left % 10_000 != 0) continue;

            TreeInvariants.Check(tree);
            Assert.Equal(left, Paths.Held(tree.Root).Count());
        }

        Assert.True(tree.Root.IsEmpty);
        Assert.Equal(0, tree.Bytes);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("down")]
    public void A_load_in_order_leaves_full_pages(string order)
    {
        var tree = new LockerTree();
        foreach (var key in Ordered(order)) tree.Apply(Mutation.Store(Path(key), [], TextFormat.Plain, 1));

        Assert.InRange(Slots(tree.Root.Top!), Count, Count * 1.05);
    }

    [Fact]
    public void Pages_thinned_out_evenly_give_their_memory_back()
    {
        var tree = new LockerTree();
        foreach (var key in Ordered("up")) tree.Apply(Mutation.Store(Path(key), [], TextFormat.Plain, 1));

        foreach (var key in Ordered("random").Where(key => key % 100 != 0)) tree.Apply(Mutation.Remove(Path(key), 1));

        TreeInvariants.Check(tree);
        Assert.InRange(Slots(tree.Root.Top!), Count / 100, Count / 100 * 5);
    }

    private static byte[] Path(int key) => Paths.Of(Paths.Numbered(key));

    private static int[] Ordered(string order)
    {
        var keys = Enumerable.Range(0, Count).ToArray();
        if (order == "down") Array.Reverse(keys);
        if (order == "random") new Random(7).Shuffle(keys);
        return keys;
    }

    /// <summary>How many slots the leaf pages below a page have room for.</summary>
    private static int Slots(Page page) =>
        page.Leaf ? page.Slots.Length : page.Slots.Take(page.Count).Sum(slot => Slots(slot.Child));
}
