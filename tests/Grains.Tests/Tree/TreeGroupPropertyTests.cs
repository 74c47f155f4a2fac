using CsCheck;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

public sealed class TreeGroupPropertyTests
{
    /// <summary>
    /// Changes of two trees, takes from one to the other, and snapshots of both which are held, shared, gone back to and let go
    /// of one tree at a time: everything stays what the model says.
    /// </summary>
    [Fact]
    public void Trees_of_a_group_and_their_snapshots_stay_what_the_model_says_whatever_changes_hands() =>
        Gen.Select(TreeOperations.Changes, TreeOperations.Path, Gen.Int[0, 99], Gen.Int[0, 99]).Array[1, 60].Sample(
            steps =>
            {
                var trees = new Trees();
                foreach (var (row, path, dice, which) in steps) trees.Step(row, path, dice, which);
                trees.CheckAll();
            },
            iter: 500);

    private sealed class Trees
    {
        private readonly LockerTree[] _trees;
        private readonly List<Held[]> _versions = [];
        private TreeModel[] _models = [new(), new()];

        public Trees()
        {
            var group = new TreeGroup();
            _trees = [new(group), new(group)];
        }

        public void Step(Mutation[] row, byte[] path, int dice, int which)
        {
            var tree = which % 2;
            foreach (var m in row) Assert.Equal(_models[tree].Apply(m), _trees[tree].Apply(m));
            if (dice < 25) Take(tree, dice < 15 ? Paths.Split(row[^1].Path)[0] : path);
            else if (dice < 55) _versions.Add([Hold(0), Hold(1)]);
            else if (_versions.Count == 0) return;
            else if (dice < 62) _versions.Add(Array.ConvertAll(_versions[which % _versions.Count], Share));
            else if (dice < 80) LetGo(which % _versions.Count, tree);
            else if (dice < 90) Revert(_versions[which % _versions.Count]);
        }

        public void CheckAll()
        {
            for (var turn = 0; _versions.Count > 0; turn++)
            {
                foreach (var held in _versions.SelectMany(version => version)) SameAsModel.Check(held.Model, held.Snapshot);
                LetGo(_versions.Count / 2, turn % 2);
            }

            for (var tree = 0; tree < 2; tree++) SameAsModel.Check(_models[tree], _trees[tree]);
            Assert.Equal(0, _trees[0].Snapshots.Newest);
        }

        private void Take(int to, byte[] path)
        {
            _trees[to].Take(_trees[1 - to], path);
            _models[to].Take(_models[1 - to], path);
        }

        private Held Hold(int tree) => new(_trees[tree].Snapshot(), _models[tree].Copy());

        private static Held Share(Held held) => new(held.Snapshot.Share(), held.Model);

        private void LetGo(int at, int first)
        {
            var version = _versions[at];
            _versions.RemoveAt(at);
            foreach (var held in (Held[])[version[first], version[1 - first]])
            {
                SameAsModel.Check(held.Model, held.Snapshot);
                held.Snapshot.Dispose();
            }
        }

        // As a state does it: all trees go back to one version, or pages would be in two trees at once.
        private void Revert(Held[] version)
        {
            for (var tree = 0; tree < 2; tree++) _trees[tree].RevertTo(version[tree].Snapshot);
            _models = Array.ConvertAll(version, held => held.Model.Copy());
        }
    }

    private sealed record Held(TreeSnapshot Snapshot, TreeModel Model);
}
