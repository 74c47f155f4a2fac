using Lockers.Grains.Interfaces;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.Tree;

public sealed class TreeSnapshotTests
{
    private readonly LockerTree _tree = new();

    public TreeSnapshotTests() => Store("A,B", 1);

    [Fact]
    public void Without_a_snapshot_pages_are_changed_in_place()
    {
        var page = _tree.Root.Top;

        Store("A,B", 2);

        Assert.Same(page, _tree.Root.Top);
    }

    [Fact]
    public void With_a_snapshot_a_page_is_copied_once()
    {
        using var snapshot = _tree.Snapshot();
        Store("A,B", 2);
        var page = _tree.Root.Top;

        Store("A,B", 3);

        Assert.NotSame(snapshot.Root.Top, page);
        Assert.Same(page, _tree.Root.Top);
    }

    [Fact]
    public void When_the_newest_snapshot_is_gone_what_only_it_shared_is_changed_in_place()
    {
        using var older = _tree.Snapshot();
        Store("A,B", 2);
        var newer = _tree.Snapshot();
        newer.Dispose();
        var page = _tree.Root.Top;

        Store("A,B", 3);

        Assert.Same(page, _tree.Root.Top);
        Assert.Equal(1, older.Root.TryFind("A,B"u8, out var node) ? node.LastReported : 0);
    }

    [Fact]
    public void When_an_older_snapshot_goes_the_newer_one_stays_as_it_was()
    {
        var older = _tree.Snapshot();
        using var newer = _tree.Snapshot();
        older.Dispose();

        Store("A,B", 3);

        Assert.Equal(1, newer.Root.TryFind("A,B"u8, out var node) ? node.LastReported : 0);
    }

    [Fact]
    public void A_path_that_is_not_there_copies_nothing()
    {
        using var snapshot = _tree.Snapshot();

        _tree.Apply(Mutation.Remove("A,X"u8.ToArray(), 2));

        Assert.Same(snapshot.Root.Top, _tree.Root.Top);
    }

    [Fact]
    public void The_root_of_a_disposed_snapshot_is_refused()
    {
        var snapshot = _tree.Snapshot();
        snapshot.Dispose();
        snapshot.Dispose();

        Assert.Throws<ObjectDisposedException>(() => snapshot.Root);
    }

    [Fact]
    public void A_version_stays_as_long_as_any_hold_on_it()
    {
        var first = _tree.Snapshot();
        var second = first.Share();
        var third = second.Share();
        first.Dispose();
        third.Dispose();
        third.Dispose();
        Store("A,B", 3);
        Assert.Equal(1, second.Root.TryFind("A,B"u8, out var node) ? node.LastReported : 0);
        var page = _tree.Root.Top;

        second.Dispose();

        Store("A,B", 4);
        Assert.Same(page, _tree.Root.Top);
        Assert.Equal(0, _tree.Snapshots.Newest);
    }

    [Fact]
    public void A_hold_that_is_disposed_is_refused_though_others_are_alive()
    {
        var first = _tree.Snapshot();
        using var second = first.Share();
        first.Dispose();

        Assert.Throws<ObjectDisposedException>(() => first.Root);
        Assert.Throws<ObjectDisposedException>(() => first.Share());
        Assert.Equal((first.TextCount, first.Bytes), (second.TextCount, second.Bytes));
        _tree.RevertTo(second);
        Assert.Equal(["A,B"], Paths.Held(_tree.Root));
    }

    [Fact]
    public void A_tree_goes_back_to_its_own_snapshot_only()
    {
        using var before = _tree.Snapshot();
        Store("C", 2);
        using var after = _tree.Snapshot();

        _tree.RevertTo(before);
        Store("D", 3);

        Assert.Equal(["A,B", "D"], Paths.Held(_tree.Root));
        Assert.Equal(["A,B"], Paths.Held(before.Root));
        Assert.Equal(["A,B", "C"], Paths.Held(after.Root));
        Assert.Throws<ArgumentException>(() => new LockerTree().RevertTo(before));
    }

    private void Store(string path, long now) => _tree.Apply(Mutation.Store(Paths.Of(path), [], TextFormat.Plain, now));
}
