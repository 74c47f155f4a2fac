using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

/// <summary>Checks what must hold of a tree's pages between two changes.</summary>
internal static class TreeInvariants
{
    internal static void Check(LockerTree tree) => Check(tree.Root, tree.TextCount, tree.Bytes);

    internal static void Check(TreeSnapshot snapshot) => Check(snapshot.Root, snapshot.TextCount, snapshot.Bytes);

    private static void Check(TreeRoot root, long textCount, long bytes)
    {
        long texts = 0, held = 0;
        var levels = new Stack<(Page Page, int? Count)>();
        if (root.Top is not null) levels.Push((root.Top, null));
        while (levels.TryPop(out var next))
        {
            var (level, count) = next;
            Assert.True(level.Leaf || level.Count > 1, "an inner root page has one child only");
            var slots = new List<Slot>();
            CheckPage(level, slots);
            if (count is not null) Assert.Equal(count, slots.Count);
            for (var i = 1; i < slots.Count; i++) Assert.True(Compare(slots[i - 1], slots[i]) < 0, "keys are out of order");
            foreach (var slot in slots)
            {
                held += slot.KeyLength + (slot.Text?.Length ?? 0);
                texts += slot.Text is null ? 0 : 1;
                if (slot.Branch is null) continue;

                Assert.NotNull(slot.Branch.Subkeys);
                levels.Push((slot.Branch.Subkeys, slot.Branch.Count));
            }
        }

        Assert.Equal(textCount, texts);
        Assert.Equal(bytes, held);
    }

    /// <summary>Gives the height of the page, and adds the slots of the leaf pages below it.</summary>
    private static int CheckPage(Page page, List<Slot> slots)
    {
        Assert.InRange(page.Count, 1, Page.MaxSlots);
        Assert.InRange(page.Slots.Length, page.Count, Page.MaxSlots);
        Assert.All(page.Slots.Skip(page.Count), slot => Assert.Null(slot.Content));
        if (page.Leaf)
        {
            slots.AddRange(page.Slots.Take(page.Count));
            return 1;
        }

        var heights = new HashSet<int>();
        for (var i = 0; i < page.Count; i++)
        {
            var before = slots.Count;
            heights.Add(CheckPage(page.Slots[i].Child, slots));
            if (i == 0) continue;

            Assert.True(Compare(slots[before - 1], page.Slots[i]) < 0, "a bound is not over the keys before it");
            Assert.True(Compare(page.Slots[i], slots[before]) <= 0, "a bound is over a key of its child");
        }

        return Assert.Single(heights) + 1;
    }

    private static int Compare(Slot left, Slot right) => Paths.ByBytes.Compare(left.ToKey(), right.ToKey());
}
