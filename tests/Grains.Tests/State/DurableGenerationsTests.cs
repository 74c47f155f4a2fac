using System.Text;
using Lockers.Grains.Interfaces;
using Lockers.Grains.Lockers;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Journal;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.State;

/// <summary>Generations over a journal: what is not committed is not seen, and what is outlasts the activation.</summary>
public sealed class DurableGenerationsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryJournals _journals = new();
    private GenerationTree _tree = null!;
    private InstanceList _instances = null!;
    private JournaledState _state = null!;

    public async ValueTask InitializeAsync()
    {
        await Activate();
        Assert.True(await _tree.Join(7, () => new(7)));
        await Store("A");
    }

    public ValueTask DisposeAsync() => default;

    [Fact]
    public Task A_change_is_seen_when_it_is_committed_and_not_before() => GrainThread.Run(async () =>
    {
        _journals.Hold();
        var stored = Store("B");
        _instances.Add("p", "a", active: true);
        Assert.Equal(Outcome.NotFound, Get("B"));
        Assert.Empty(_instances.List());
        Assert.Null(_instances.Find("p"));
        Assert.True(_instances.Has("p", "a"));
        Assert.Single(_instances.ListWorking());

        var listed = _tree.Committed();
        _journals.Release();
        Assert.Equal(Outcome.Done, await stored);
        await listed;

        Assert.Equal(Outcome.Done, Get("B"));
        Assert.Equal("p", Assert.Single(_instances.List()).Name);
        Assert.NotNull(_instances.Find("p"));
    });

    [Fact]
    public Task A_condition_is_about_what_was_applied_and_its_refusal_waits_until_that_is_committed() => GrainThread.Run(async () =>
    {
        var before = _tree.Get(KeyPath.Of("A")).Id;
        _journals.Hold();
        var stored = Store("A", new(new(Any: false, [before]), null));
        var refused = Store("A", new(new(Any: false, [before]), null));
        var created = Store("A", new(null, new(Any: true, [])));
        var removed = _tree.RemoveIf(KeyPath.Of("A"), new(new(Any: false, [before]), null), generation: 7).AsTask();
        Assert.Equal(before, _tree.Get(KeyPath.Of("A")).Id);
        await Task.Yield();
        Assert.False(refused.IsCompleted || created.IsCompleted || removed.IsCompleted);
        _journals.Release();

        var now = await stored;

        Assert.Equal((Outcome.Done, 7), (now.Outcome, now.Id.Generation));
        Assert.True(now.Id.Revision > before.Revision);
        Assert.All([await refused, await created, await removed], refusal => Assert.Equal(new(Outcome.Unmet, now.Id), refusal));
        Assert.Equal(now.Id, _tree.Get(KeyPath.Of("A")).Id);

        Task<TextChange> Store(string path, TextCondition condition) =>
            _tree.Store(KeyPath.Of(path), "y"u8.ToArray(), TextFormat.Plain, new(condition)).AsTask();
    });

    [Fact]
    public Task A_next_generation_is_shown_when_it_is_committed_and_the_old_one_no_longer_meanwhile() => GrainThread.Run(async () =>
    {
        _journals.Hold();
        Assert.True(_tree.Advance(ended: 7, next: 8, load: 0));
        var renewed = _tree.Committed();
        Assert.True(_tree.Admits(8));
        Assert.Equal(0, _tree.VisibleGeneration);
        Assert.False(_tree.Shows(0));
        Assert.Equal(Outcome.NotFound, Get("A"));

        _journals.Release();
        await renewed;

        Assert.True(_tree.Shows(8));
    });

    [Fact]
    public Task A_generation_and_what_it_holds_outlast_the_activation() => GrainThread.Run(async () =>
    {
        _instances.Add("p", "a", active: true);
        await _tree.Committed();

        await Activate();

        Assert.Equal((7, 7), (_tree.Generation, _tree.VisibleGeneration));
        Assert.Equal(Outcome.Done, Get("A"));
        Assert.Equal("a", Assert.Single(_instances.Find("p")!.Instances).Address);
    });

    [Fact]
    public Task What_nobody_waits_for_is_committed_when_the_activation_leaves() => GrainThread.Run(async () =>
    {
        _instances.Add("p", "a", active: true);

        await _state.Leave().WaitAsync(TimeSpan.FromSeconds(20));
        await Activate();

        Assert.NotNull(_instances.Find("p"));
    });

    [Fact]
    public Task What_was_staged_outlasts_the_activation_and_a_advance_takes_it_once() => GrainThread.Run(async () =>
    {
        _tree.Stage(3, [Calls.Entry("B", "staged")]);
        _instances.Stage(3, new("p", "a", Active: true));
        await _tree.Committed();
        await Activate();
        Assert.Equal([3L], _tree.StagedLoads());
        Assert.Equal("p", Assert.Single(_instances.ListStaged(3)).Name);

        await Advance();
        await Activate();
        await Advance();

        Assert.Equal(8, _tree.Generation);
        Assert.Equal("staged", Encoding.UTF8.GetString(_tree.Get(KeyPath.Of("B")).Text!));
        Assert.Equal("p", Assert.Single(_instances.List()).Name);
        Assert.Empty(_tree.StagedLoads());
    });

    [Fact]
    public Task A_generation_that_was_ended_and_not_advanced_is_there_for_the_next_activation_to_renew() => GrainThread.Run(async () =>
    {
        _tree.End(7);

        await Activate();

        Assert.Equal(7, _tree.Generation);
        Assert.False(_tree.Advance(ended: 7, next: 0, load: 0));
        Assert.Equal(0, _tree.Generation);
    });

    [Fact]
    public Task A_advance_that_was_not_committed_is_taken_back_and_still_nothing_of_the_ended_generation_is_served() => GrainThread.Run(async () =>
    {
        _tree.Stage(3, [Calls.Entry("B", "staged")]);
        await _tree.Committed();
        _journals.IsAway = true;
        _tree.Advance(ended: 7, next: 8, load: 3);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(_tree.Committed().AsTask()));

        Assert.Equal((0, 0), (_tree.Generation, _tree.VisibleGeneration));
        Assert.Equal(1, _tree.Data.Stats.Keys);
        Assert.Equal([3L], _tree.StagedLoads());
        _journals.IsAway = false;

        // The advance is committed when its outcome is resolved; renewing again changes nothing.
        await _time.PassUntil(() => !_tree.Advance(ended: 7, next: 8, load: 3));
        Assert.Equal((8, 8), (_tree.Generation, _tree.VisibleGeneration));
        await _tree.Committed();
        Assert.Equal(Outcome.Done, Get("B"));
    });

    [Fact]
    public Task A_generation_that_was_not_committed_does_not_begin() => GrainThread.Run(async () =>
    {
        _journals.IsAway = true;
        await _tree.Join(9, () => new(9));
        Assert.Equal(9, _tree.Generation);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(Store("B")));

        Assert.Equal((7, 7), (_tree.Generation, _tree.VisibleGeneration));
        Assert.Equal(Outcome.Done, Get("A"));
        Assert.Equal(Outcome.NotFound, Get("B"));
    });

    private async Task Activate()
    {
        _state = new JournaledState(GenerationTree.Trees);
        _tree = new GenerationTree(_state, _time);
        _instances = new InstanceList(_tree, _time);
        await _journals.Recover(_state, _time);
    }

    private async Task Advance()
    {
        if (_tree.Advance(ended: 7, next: 8, load: 3)) _instances.TakeStaged(3);
        await _tree.Committed();
    }

    private async Task<Outcome> Store(string path) => (await _tree.Store(KeyPath.Of(path), "x"u8.ToArray(), TextFormat.Plain)).Outcome;

    private Outcome Get(string path) => _tree.Get(KeyPath.Of(path)).Outcome;
}
