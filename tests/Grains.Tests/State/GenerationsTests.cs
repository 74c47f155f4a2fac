using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.State;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.State;

/// <summary>How generations end and begin, and what loads have put aside.</summary>
public sealed class GenerationsTests
{
    private readonly GenerationTree _tree = new(new JournaledState(GenerationTree.Trees), new FakeTimeProvider());

    [Fact]
    public async Task End_gates_at_once_and_keeps_the_state_until_the_advance()
    {
        await Begin(7);
        await Store("A");

        _tree.End(7);

        Assert.Equal((0, 0), (_tree.Generation, _tree.VisibleGeneration));
        Assert.False(_tree.Admits(0));
        Assert.False(_tree.Shows(0));
        Assert.Equal(Outcome.NotFound, Get("A"));
        using (var snapshot = _tree.Snapshot()) Assert.True(snapshot.Root.IsEmpty);
        Assert.False(_tree.IsIdle);
        Assert.Equal(1, _tree.Data.Stats.Keys);

        _tree.Advance(ended: 7, next: 0, load: 0);
        Assert.True(_tree.IsIdle);
    }

    [Fact]
    public async Task End_of_an_older_generation_gates_nothing_and_takes_nothing_back()
    {
        await Begin(7);
        _tree.End(6);
        Assert.True(_tree.Admits(7));

        _tree.End(7);
        _tree.End(6);

        Assert.False(_tree.Admits(7));
    }

    [Fact]
    public async Task Nothing_can_be_stored_or_removed_or_joined_in_a_generation_that_was_ended()
    {
        await Begin(7);
        await Store("A");
        _tree.End(7);

        Assert.False(await _tree.Join(7, () => new(0)));
        Assert.Equal(Outcome.Done, await _tree.Remove(KeyPath.Of("A"), recursive: false, generation: 0));
        await _tree.Clear(7);

        Assert.Equal(1, _tree.Data.Stats.Keys);
    }

    [Fact]
    public async Task A_advance_that_is_carried_out_again_changes_nothing()
    {
        await Begin(7);
        _tree.Stage(3, [Calls.Entry("A", "staged")]);
        Assert.True(_tree.Advance(ended: 7, next: 8, load: 3));
        await Store("B");

        Assert.False(_tree.Advance(ended: 7, next: 8, load: 3));

        Assert.Equal(8, _tree.Generation);
        Assert.Equal(Outcome.Done, Get("A"));
        Assert.Equal(Outcome.Done, Get("B"));
    }

    [Fact]
    public async Task A_advance_that_comes_late_leaves_a_later_generation_alone()
    {
        await Begin(9);
        await Store("A");
        _tree.Stage(3, [Calls.Entry("B", "staged")]);

        Assert.False(_tree.Advance(ended: 7, next: 8, load: 3));

        Assert.Equal(9, _tree.Generation);
        Assert.Equal(Outcome.Done, Get("A"));
        Assert.Equal([3L], _tree.StagedLoads());
    }

    [Fact]
    public async Task A_next_generation_begins_empty_though_the_one_before_was_never_ended_here()
    {
        await Begin(7);
        await Store("A");
        _tree.Meta.Put("note", [1], 1);

        Assert.True(_tree.Advance(ended: 6, next: 8, load: 0));

        Assert.Equal(Outcome.NotFound, Get("A"));
        Assert.Null(_tree.Meta.Text("note"));
        Assert.False(_tree.Admits(7));
    }

    [Fact]
    public async Task What_other_loads_have_staged_outlasts_a_advance()
    {
        _tree.Stage(3, [Calls.Entry("A", "3")]);
        _tree.Stage(4, [Calls.Entry("A", "4")]);
        await Begin(7);

        _tree.Advance(ended: 7, next: 8, load: 3);
        Assert.Equal([4L], _tree.StagedLoads());
        _tree.Advance(ended: 8, next: 9, load: 4);

        Assert.Equal("4", Encoding.UTF8.GetString(_tree.Get(KeyPath.Of("A")).Text!));
        Assert.Empty(_tree.StagedLoads());
    }

    [Fact]
    public void A_generation_may_begin_with_a_load_that_staged_nothing_here()
    {
        Assert.True(_tree.Advance(ended: 0, next: 8, load: 3));

        Assert.Equal(8, _tree.Generation);
        Assert.True(_tree.Root.IsEmpty);
    }

    // As after a crash between the call to the locker and the one to its instance.
    [Fact]
    public async Task Join_heals_a_tree_that_is_still_in_an_older_generation()
    {
        await Begin(7);
        await Store("old");

        Assert.True(await _tree.Join(9, () => new(9)));

        Assert.Equal(9, _tree.Generation);
        Assert.Equal(Outcome.NotFound, Get("old"));
        Assert.False(await _tree.Join(7, () => throw new InvalidOperationException("It was asked.")));
    }

    [Fact]
    public async Task A_tree_that_is_dropped_joins_the_same_generation_again()
    {
        await Begin(7);
        await Store("old");

        await _tree.Drop(6);
        Assert.Equal(Outcome.Done, Get("old"));
        await _tree.Drop(7);
        Assert.False(_tree.Admits(7));
        Assert.True(_tree.IsIdle);

        Assert.True(await _tree.Join(7, () => new(7)));
        Assert.Equal(Outcome.NotFound, Get("old"));
    }

    [Fact]
    public async Task A_tree_that_is_dropped_while_it_joins_asks_again()
    {
        var asked = 0;

        Assert.True(await _tree.Join(0, async () =>
        {
            if (asked++ == 0) await _tree.Drop(7);
            return 7;
        }));

        Assert.Equal(2, asked);
        Assert.Equal(7, _tree.Generation);
    }

    [Fact]
    public async Task Join_gives_up_when_every_generation_that_it_is_given_is_over()
    {
        _tree.End(7);
        var asked = 0;

        Assert.False(await _tree.Join(0, Ask));

        Assert.InRange(asked, 2, 1000);
        Assert.True(_tree.IsIdle);

        ValueTask<long> Ask()
        {
            asked++;
            return new(7);
        }
    }

    [Fact]
    public void The_loads_that_staged_data_or_anything_else_are_listed_once()
    {
        Assert.Empty(_tree.StagedLoads());
        _tree.Stage(12, [Calls.Entry("A", "a"), Calls.Entry("A,B", "b")]);
        _tree.Staged.Put("peers-12,p", [], 1);
        _tree.Staged.Put("peers-13,p", [], 1);

        Assert.Equal([12L, 13L], _tree.StagedLoads().Order());
        _tree.Unstage(12);
        Assert.Equal([12L, 13L], _tree.StagedLoads().Order());
        _tree.Staged.Drop("peers-12", 1);
        Assert.Equal([13L], _tree.StagedLoads());
    }

    private async Task Begin(long generation) => Assert.True(await _tree.Join(generation, () => new(generation)));

    private async Task Store(string path) => await _tree.Store(KeyPath.Of(path), "x"u8.ToArray(), TextFormat.Plain);

    private Outcome Get(string path) => _tree.Get(KeyPath.Of(path)).Outcome;
}
