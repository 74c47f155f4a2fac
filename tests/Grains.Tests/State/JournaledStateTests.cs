using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Tree;
using Lockers.Grains.Tree;
using Xunit;

namespace Lockers.Grains.Tests.State;

/// <summary>A state in memory only.</summary>
public sealed class JournaledStateTests
{
    private readonly JournaledState _state = new(trees: 3);

    [Fact]
    public void A_new_state_is_empty_until_any_of_its_trees_is_not()
    {
        for (var tree = 0; tree < 3; tree++)
        {
            Assert.True(_state.IsEmpty);
            _state[tree].Put("A", [], 1);
            Assert.False(_state.IsEmpty);
            _state[tree].Drop("A", 2);
        }

        Assert.True(_state.IsEmpty);
    }

    [Fact]
    public void Readers_see_at_once_what_is_applied()
    {
        Assert.True(_state.Apply(1, Mutation.Store(Paths.Of("A"), [1], TextFormat.Plain, 1)));
        Assert.False(_state.Apply(1, Mutation.Remove(Paths.Of("B"), 1)));

        Assert.True(_state.Committed().AsTask().IsCompletedSuccessfully);
        Assert.Null(_state.CommittedVersion);
        Assert.Equal(["A"], Paths.Held(_state[1].Root));
        Assert.Equal(["A"], Paths.Held(_state[1].Working));
        Assert.Equal(new LockerStats(Keys: 1, Bytes: 2, Peers: 0), _state[1].Stats);
        Assert.True(_state[0].Root.IsEmpty);
    }

    [Fact]
    public void Take_moves_what_is_staged_to_the_tree_that_it_is_applied_to()
    {
        _state[0].Put("old", [1], 1);
        _state[JournaledState.Staged].Put("7,A", [2], 1);
        _state[JournaledState.Staged].Put("8,B", [3], 1);

        Assert.True(_state.Apply(0, Mutation.Take(Paths.Of("7"))));

        Assert.Equal(["A"], Paths.Held(_state[0].Root));
        Assert.Equal(["8,B"], Paths.Held(_state[JournaledState.Staged].Root));
    }

    [Fact]
    public void What_is_put_away_goes_below_its_key_of_the_tree_of_epochs()
    {
        var state = new JournaledState(trees: 4);
        state[0].Put("A", [1], 1);

        Assert.True(state.Apply(JournaledState.Epochs, Mutation.PutAway(Paths.Of("3"), 5)));
        Assert.False(state.Apply(JournaledState.Epochs, Mutation.PutAway(Paths.Of("4"), 6)));

        Assert.True(state[0].Root.IsEmpty);
        Assert.Equal(["3,A"], Paths.Held(state[JournaledState.Epochs].Root));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(JournaledState.Staged, 4)]
    [InlineData(JournaledState.Epochs, 3)]
    public void A_record_that_puts_away_into_another_tree_is_refused(int tree, int trees)
    {
        var writer = new EntryWriter();
        writer.Write(tree, Mutation.PutAway(Paths.Of("3"), 5));

        Assert.Throws<InvalidDataException>(() => new JournaledState(trees).Replay(writer.Written.Span));
    }

    [Fact]
    public void A_marked_version_stays_as_it_was()
    {
        _state[0].Put("A", [1], 1);
        using var version = _state.Mark();
        using var shared = version.Share();

        _state[0].Drop("A", 2);
        version.Dispose();

        Assert.Equal(3, shared.Count);
        Assert.Equal(["A"], Paths.Held(shared[0].Root));
    }

    [Fact]
    public async Task There_is_nothing_to_leave_or_to_compact()
    {
        await _state.Leave();
        await _state.Compacted;

        Assert.Null(_state.CompactionFailure);
        Assert.True(_state.MayServe);
    }

    [Fact]
    public void A_node_that_cannot_show_that_it_is_a_member_serves_nothing_and_works_on()
    {
        var lease = new Lease();
        var state = new JournaledState(trees: 1, lease);
        state[0].Put("A", [1], 1);
        Assert.Equal(["A"], Paths.Held(state[0].Root));

        lease.IsValid = false;

        Assert.False(state.MayServe);
        Assert.True(Assert.Throws<StorageUnavailableException>(() => state[0].Root).NotMade);
        Assert.Throws<StorageUnavailableException>(state[0].Snapshot);
        Assert.Equal(["A"], Paths.Held(state[0].Working));
        using var version = state.Mark();

        lease.IsValid = true;
        Assert.Equal(["A"], Paths.Held(state[0].Root));
    }

    private sealed class Lease : IServingLease
    {
        public string Node => "n1";

        public bool IsValid { get; set; } = true;

        public Task WaitOut(string node) => Task.CompletedTask;
    }
}
