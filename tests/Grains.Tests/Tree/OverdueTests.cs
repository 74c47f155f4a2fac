using CsCheck;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

/// <summary>Texts that have expired: they are found, and readers see nothing of them before they are removed.</summary>
public sealed class OverdueTests
{
    [Fact]
    public void Scans_find_what_has_expired_and_nothing_else_however_small_they_are() =>
        Gen.Select(TreeOperations.Changes.Array[1, 30], Gen.Long[1, 1100], Gen.Int[1, 20]).Sample(
            (rows, now, most) =>
            {
                var (tree, model) = (new LockerTree(), new TreeModel());
                foreach (var m in rows.SelectMany(row => row)) Assert.Equal(model.Apply(m), tree.Apply(m));
                var expected = model.Overdue(now).Select(Convert.ToHexString).Order().ToList();
                var found = new List<string>();
                using var before = tree.Snapshot();
                for (var more = true; more;)
                {
                    var scan = tree.FindOverdue(now, most);
                    Assert.InRange(scan.Paths.Count, 0, most);
                    foreach (var path in scan.Paths) Assert.True(model.Apply(Mutation.Expire(path, 2000)) && tree.Apply(Mutation.Expire(path, 2000)));
                    found.AddRange(scan.Paths.Select(Convert.ToHexString));
                    more = scan.Paths.Count > 0 || scan.IsCut;
                }

                Assert.Equal(expected, found.Order());
                Assert.Equal(now < model.Earliest, tree.Earliest > now);
                Assert.True(tree.Earliest <= model.Earliest);
                SameAsModel.Check(model, tree);
            },
            iter: 500);

    [Fact]
    public void A_scan_looks_at_a_bounded_number_of_keys_though_none_has_expired_any_more()
    {
        var tree = new LockerTree();
        const int Keys = 3 * OverdueScan.MaxLooks;
        for (var at = 0; at < Keys; at++) tree.Apply(Store(Paths.Numbered(at), expires: 10));
        for (var at = 0; at < Keys; at++) tree.Apply(Store(Paths.Numbered(at), expires: 0));

        var scans = 0;
        for (var more = true; more; scans++)
        {
            var scan = tree.FindOverdue(now: 10, most: 5);
            Assert.Empty(scan.Paths);
            more = scan.IsCut;
        }

        Assert.InRange(scans, 3, 6);
        Assert.Equal(long.MaxValue, tree.Earliest);
    }

    [Theory]
    [InlineData("A", 10, 9, true)]
    [InlineData("A", 10, 10, false)]
    [InlineData("A,B", 10, 10, false)]
    [InlineData("A,B,C", 10, 10, false)]
    public void A_text_is_there_until_it_expires_and_with_it_the_keys_above(string path, long expires, long now, bool isThere)
    {
        var tree = new LockerTree();
        tree.Apply(Store(path, expires));

        for (var key = path; key.Length > 0; key = key.Contains(',', StringComparison.Ordinal) ? key[..key.LastIndexOf(',')] : "")
            Assert.Equal(isThere, tree.RootAt(now).TryFind(Paths.Of(key), out _));
        Assert.Equal(isThere, tree.RootAt(now).Walk().MoveNext());
        Assert.Equal(isThere, new LevelWalker(tree.RootAt(now), backwards: false).MoveNext());
        Assert.True(tree.Root.TryFind(Paths.Of(path), out var node));
        Assert.Equal(expires, node.Expires);
    }

    [Fact]
    public void A_store_without_expiry_makes_a_key_permanent_and_what_is_stored_beside_stays()
    {
        var tree = new LockerTree();
        tree.Apply(Store("A", 10));
        tree.Apply(Store("A,B", 10));
        tree.Apply(Store("A,C", 20));
        tree.Apply(Store("A,B", 0));

        Assert.True(tree.RootAt(20).TryFind("A"u8, out var node));
        Assert.Null(node.Text);
        Assert.True(node.HasSubKeys);
        Assert.Equal(["A,B"], Paths.Held(tree.RootAt(20)));
    }

    private static Mutation Store(string path, long expires) => Mutation.Store(Paths.Of(path), [1], TextFormat.Plain, 1) with { Expires = expires };
}
