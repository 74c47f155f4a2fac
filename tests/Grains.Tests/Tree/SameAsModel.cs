using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

/// <summary>Whether a tree, or a version of one, is what the model says, and sound.</summary>
internal static class SameAsModel
{
    public static void Check(TreeModel model, LockerTree tree)
    {
        Check(model, tree.Root, tree.TextCount, tree.Bytes);
        TreeInvariants.Check(tree);
    }

    public static void Check(TreeModel model, TreeSnapshot snapshot)
    {
        Check(model, snapshot.Root, snapshot.TextCount, snapshot.Bytes);
        TreeInvariants.Check(snapshot);
    }

    private static void Check(TreeModel model, TreeRoot root, long textCount, long bytes)
    {
        Assert.Equal(model.Steps(), Paths.Steps(root.Walk()));
        foreach (var now in (long[])[1, 300, 1000])
            Assert.Equal(model.Steps(now: now), Paths.Steps(new TreeRoot(root.Top, now).Walk()));
        Assert.Equal(model.TextCount, textCount);
        Assert.Equal(model.Bytes, bytes);
        Assert.Equal(model.Steps().Any(), !root.IsEmpty);
    }
}
