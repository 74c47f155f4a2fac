using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.State;

public class StateTreeTests
{
    private readonly JournaledState _state = new(trees: 1);

    private StateTree Tree => _state[0];

    [Fact]
    public void A_change_in_memory_is_committed_at_once()
    {
        Tree.Put("A,B", [1], now: 5);

        Assert.True(_state.Committed().AsTask().IsCompletedSuccessfully);
        Assert.Equal([1], Tree.Text("A,B"));
        Assert.True(Tree.Root.TryFind("A,B"u8, out _));
    }

    [Fact]
    public void A_snapshot_stays_as_it_was()
    {
        Tree.Put("A", [1], now: 5);
        using var snapshot = Tree.Snapshot();

        Tree.Drop("A", now: 6);

        Assert.Null(Tree.Text("A"));
        Assert.True(snapshot.Root.TryFind("A"u8, out _));
    }

    [Fact]
    public void Drop_takes_what_is_below_too()
    {
        Tree.Put("A,B", [1], now: 5);
        Tree.Put("C", [], now: 5);

        Tree.Drop("A", now: 6);

        Assert.Null(Tree.Text("A,B"));
        Assert.Equal(new LockerStats(Keys: 1, Bytes: 1, Peers: 0), Tree.Stats);
        Assert.Equal(Tree.Stats, Tree.WorkingStats);
    }

    [Fact]
    public void A_change_that_changes_nothing_says_so()
    {
        Assert.False(Tree.Apply(Mutation.Remove(KeyPath.Of("A").Utf8, 1)));
        Assert.True(Tree.Apply(Mutation.Store(KeyPath.Of("A").Utf8, [], TextFormat.Plain, 1)));
    }
}
