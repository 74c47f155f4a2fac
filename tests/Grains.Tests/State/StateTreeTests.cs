using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.State;

public class StateTreeTests
{
    private readonly StateTree _tree = new JournaledState(trees: 1)[0];

    [Fact]
    public void A_change_in_memory_is_committed_at_once()
    {
        _tree.Put("A,B", [1], now: 5);

        Assert.True(_tree.Committed().AsTask().IsCompletedSuccessfully);
        Assert.Equal([1], _tree.Text("A,B"));
        Assert.True(_tree.Root.TryFind("A,B"u8, out _));
    }

    [Fact]
    public void A_snapshot_stays_as_it_was()
    {
        _tree.Put("A", [1], now: 5);
        using var snapshot = _tree.Snapshot();

        _tree.Drop("A", now: 6);

        Assert.Null(_tree.Text("A"));
        Assert.True(snapshot.Root.TryFind("A"u8, out _));
    }

    [Fact]
    public void Drop_takes_what_is_below_too()
    {
        _tree.Put("A,B", [1], now: 5);
        _tree.Put("C", [], now: 5);

        _tree.Drop("A", now: 6);

        Assert.Null(_tree.Text("A,B"));
        Assert.Equal(1, _tree.TextCount);
        Assert.Equal(1, _tree.Bytes);
    }

    [Fact]
    public void A_change_that_changes_nothing_says_so()
    {
        Assert.False(_tree.Apply(Mutation.Remove(KeyPath.Of("A").Utf8, 1)));
        Assert.True(_tree.Apply(Mutation.Store(KeyPath.Of("A").Utf8, [], TextFormat.Plain, 1)));
    }
}
