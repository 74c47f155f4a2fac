using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Lockers.Tests.Shared;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.State;

public class GenerationTreeTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly GenerationTree _tree;

    public GenerationTreeTests() => _tree = new GenerationTree(new JournaledState(GenerationTree.Trees), _time);

    [Fact]
    public void A_tree_without_a_generation_admits_nothing_and_is_idle()
    {
        Assert.False(_tree.Admits(0));
        Assert.False(_tree.Admits(5));
        Assert.True(_tree.IsIdle);
    }

    [Fact]
    public async Task A_store_that_names_the_generation_or_none_is_admitted()
    {
        Assert.True(await _tree.Join(0, () => new(7)));
        Assert.True(_tree.Admits(7));
        Assert.True(_tree.Admits(0));
        Assert.False(_tree.Admits(6));
        Assert.False(_tree.Admits(8));
        Assert.False(_tree.IsIdle);
    }

    [Fact]
    public async Task Join_asks_only_where_there_is_no_generation()
    {
        await _tree.Join(0, () => new(7));

        Assert.True(await _tree.Join(7, () => throw new InvalidOperationException("It was asked.")));
        Assert.False(await _tree.Join(6, () => throw new InvalidOperationException("It was asked.")));
    }

    [Fact]
    public async Task Join_is_refused_when_the_generation_that_is_meant_is_over()
    {
        Assert.False(await _tree.Join(6, () => new(0)));
        Assert.Equal(0, _tree.Generation);
        Assert.True(_tree.IsIdle);
    }

    [Fact]
    public async Task Join_asks_again_when_the_generation_that_it_was_given_ended_meanwhile()
    {
        var given = new TaskCompletionSource<long>();
        var asked = 0;
        var join = _tree.Join(0, () => asked++ == 0 ? new(given.Task) : new(9));

        _tree.Advance(ended: 7, next: 0, load: 0);
        Assert.False(_tree.IsIdle);
        given.SetResult(7);

        Assert.True(await join);
        Assert.Equal(2, asked);
        Assert.Equal(9, _tree.Generation);
    }

    [Fact]
    public async Task Join_takes_the_generation_that_began_while_it_asked()
    {
        var given = new TaskCompletionSource<long>();
        var join = _tree.Join(0, () => new(given.Task));

        _tree.Advance(ended: 7, next: 9, load: 0);
        given.SetResult(7);

        Assert.True(await join);
        Assert.Equal(9, _tree.Generation);
    }

    [Fact]
    public async Task A_failure_to_ask_leaves_the_tree_idle()
    {
        await Assert.ThrowsAsync<TimeoutException>(async () => await _tree.Join(0, () => throw new TimeoutException()));
        Assert.True(_tree.IsIdle);
    }

    [Fact]
    public async Task Ending_a_generation_empties_the_tree_and_refuses_what_was_meant_for_it_however_late()
    {
        await Begin(7);
        await Store("A");

        _tree.Advance(ended: 7, next: 0, load: 0);

        Assert.Equal(Outcome.NotFound, Get("A"));
        Assert.False(_tree.Admits(7));
        await Begin(9);
        Assert.False(_tree.Admits(7));
        Assert.Equal(Outcome.Closed, await _tree.Remove(KeyPath.Of("A"), recursive: false, generation: 7));
    }

    [Fact]
    public async Task Ending_an_older_generation_leaves_the_present_one_alone()
    {
        await Begin(9);
        await Store("A");

        _tree.Advance(ended: 7, next: 0, load: 0);

        Assert.Equal(9, _tree.Generation);
        Assert.Equal(Outcome.Done, Get("A"));
    }

    [Fact]
    public async Task A_next_generation_that_is_over_does_not_begin()
    {
        _tree.Advance(ended: 9, next: 0, load: 0);
        _tree.Advance(ended: 0, next: 8, load: 0);

        Assert.Equal(0, _tree.Generation);
        Assert.False(await _tree.Join(8, () => new(0)));
    }

    [Fact]
    public async Task What_was_staged_shows_when_its_load_is_committed_and_not_before()
    {
        await Begin(7);
        await Store("old");
        _tree.Stage(3, [Entry("A", "a"), Entry("A,B", "b")]);
        Assert.Equal(Outcome.NotFound, Get("A"));

        _tree.Advance(ended: 7, next: 8, load: 3);

        Assert.Equal(8, _tree.Generation);
        Assert.Equal("b", Text("A,B"));
        Assert.Equal(Outcome.NotFound, Get("old"));
    }

    [Fact]
    public void What_another_load_staged_does_not_show()
    {
        _tree.Stage(8, [Entry("A", "a")]);

        _tree.Advance(ended: 0, next: 8, load: 7);

        Assert.Equal(Outcome.NotFound, Get("A"));
        _tree.Advance(ended: 8, next: 9, load: 8);
        Assert.Equal("a", Text("A"));
    }

    [Fact]
    public void A_tree_with_something_staged_is_not_idle_until_that_is_forgotten()
    {
        _tree.Stage(8, [Entry("A", "a")]);
        Assert.False(_tree.IsIdle);

        _tree.Unstage(7);
        Assert.False(_tree.IsIdle);

        _tree.Unstage(8);
        Assert.True(_tree.IsIdle);
        _tree.Advance(ended: 0, next: 8, load: 8);
        Assert.Equal(Outcome.NotFound, Get("A"));
    }

    [Fact]
    public async Task Clear_empties_the_generation_that_is_meant_and_no_other()
    {
        await Begin(7);
        await Store("A");

        await _tree.Clear(6);
        Assert.Equal(Outcome.Done, Get("A"));

        await _tree.Clear(7);
        Assert.Equal(Outcome.NotFound, Get("A"));
        Assert.Equal(7, _tree.Generation);
    }

    [Fact]
    public async Task Remove_where_there_is_no_generation_has_nothing_to_do() =>
        Assert.Equal(Outcome.Done, await _tree.Remove(KeyPath.Of("A"), recursive: true, generation: 7));

    [Fact]
    public async Task A_key_without_text_is_a_branch()
    {
        await Begin(7);
        await Store("A,B");

        Assert.Equal(Outcome.Branch, Get("A"));
        await _tree.Remove(KeyPath.Of("A"), recursive: true, generation: 0);
        Assert.Equal(Outcome.NotFound, Get("A"));
    }

    [Fact]
    public async Task A_text_is_kept_as_the_array_it_came_in()
    {
        await Begin(7);
        var text = "value"u8.ToArray();

        await _tree.Store(KeyPath.Of("A"), text, TextFormat.Json);

        var read = _tree.Get(KeyPath.Of("A"));
        Assert.Same(text, read.Text);
        Assert.Equal(TextFormat.Json, read.Format);
    }

    [Fact]
    public async Task A_node_that_may_not_serve_does_not_say_either_that_there_is_nothing()
    {
        var lease = Stub.Of<IServingLease>((_, _) => false);
        var tree = new GenerationTree(new JournaledState(GenerationTree.Trees, lease), _time);
        await tree.Join(0, () => new(7));
        foreach (var generation in (long[])[0, 7])
        {
            Assert.True(Assert.Throws<StorageUnavailableException>(() => tree.Shows(generation)).NotMade);
            Assert.Throws<StorageUnavailableException>(() => tree.Stats(generation));
            tree.End(7);
        }

        Assert.Throws<StorageUnavailableException>(() => tree.Root);
        Assert.Throws<StorageUnavailableException>(tree.Snapshot);
        Assert.Throws<StorageUnavailableException>(() => tree.Get(KeyPath.Of("A")));
    }

    private async Task Begin(long generation) => await _tree.Join(generation, () => new(generation));

    private async Task Store(string path) => await _tree.Store(KeyPath.Of(path), "x"u8.ToArray(), TextFormat.Plain);

    private Outcome Get(string path) => _tree.Get(KeyPath.Of(path)).Outcome;

    private string Text(string path) => Encoding.UTF8.GetString(_tree.Get(KeyPath.Of(path)).Text!);

    private static TreeEntry Entry(string path, string text) => new(KeyPath.Of(path), Encoding.UTF8.GetBytes(text), 1, 2);
}
