using CsCheck;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

public sealed class TreePropertyTests
{
    [Fact]
    public void Any_changes_leave_what_the_model_says() =>
        TreeOperations.Changes.Array[1, 60].Sample(
            changes =>
            {
                var tree = new LockerTree();
                var model = new TreeModel();
                foreach (var m in changes.SelectMany(row => row)) Assert.Equal(model.Apply(m), tree.Apply(m));
                SameAsModel.Check(model, tree);
            },
            iter: 1000);

    [Fact]
    public void Snapshots_stay_as_they_were_whatever_comes_after_and_whichever_goes_first() =>
        Gen.Select(TreeOperations.Changes, Gen.Int[0, 99], Gen.Int[0, 99]).Array[1, 60].Sample(
            steps =>
            {
                var tree = new LockerTree();
                var model = new TreeModel();
                var taken = new List<(TreeSnapshot Snapshot, TreeModel Model)>();
                foreach (var (row, dice, which) in steps)
                {
                    foreach (var m in row) Assert.Equal(model.Apply(m), tree.Apply(m));

                    if (dice < 40) taken.Add((tree.Snapshot(), model.Copy()));
                    else if (dice < 50 && taken.Count > 0) taken.Add(Share(taken[which % taken.Count]));
                    else if (dice < 75 && taken.Count > 0) DisposeOne(taken, which % taken.Count);
                    else if (dice < 82 && taken.Count > 0) model = Revert(tree, taken[which % taken.Count]);
                }

                SameAsModel.Check(model, tree);
                while (taken.Count > 0)
                {
                    foreach (var (snapshot, then) in taken) SameAsModel.Check(then, snapshot);
                    DisposeOne(taken, taken.Count / 2);
                }

                SameAsModel.Check(model, tree);
            },
            iter: 500);

    private static (TreeSnapshot Snapshot, TreeModel Model) Share((TreeSnapshot Snapshot, TreeModel Model) held) =>
        (held.Snapshot.Share(), held.Model);

    private static TreeModel Revert(LockerTree tree, (TreeSnapshot Snapshot, TreeModel Model) to)
    {
        tree.RevertTo(to.Snapshot);
        return to.Model.Copy();
    }

    private static void DisposeOne(List<(TreeSnapshot Snapshot, TreeModel Model)> taken, int at)
    {
        SameAsModel.Check(taken[at].Model, taken[at].Snapshot);
        taken[at].Snapshot.Dispose();
        taken[at].Snapshot.Dispose();
        taken.RemoveAt(at);
    }
}
