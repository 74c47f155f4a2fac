using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Lockers.Grains.State;
using Lockers.Grains.Tests.Tree;
using Lockers.Grains.Tree;
using Lockers.Tests.Shared.Journals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Journal;

public sealed class JournalTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryJournals _journals = new();

    private StoredJournal Stored => _journals.Table.Find(Recovering.Journal)!;

    [Fact]
    public Task A_journal_is_created_with_its_first_batch_and_reading_writes_nothing() => GrainThread.Run(async () =>
    {
        var state = await _journals.Recover(trees: 1, _time);
        Assert.True(state[0].Root.IsEmpty);
        await state.Committed();
        await state.Leave();
        Assert.Empty(_journals.Table.Names);

        state = await _journals.Recover(trees: 1, _time);
        Store(state, "A");
        await state.Committed();

        Assert.Equal([1L], Stored.Records.Keys);
    });

    [Fact]
    public Task Behind_the_end_the_outcome_is_unknown_to_a_caller_whose_earlier_changes_are_committed() => GrainThread.Run(async () =>
    {
        var state = await _journals.Recover(trees: 1, _time);
        Store(state, "A");
        await state.Committed();

        await state.Leave();

        Assert.False((await Assert.ThrowsAsync<StorageUnavailableException>(() => state.Committed().AsTask())).NotMade);
    });

    [Fact]
    public Task Changes_that_are_applied_while_a_batch_is_appended_form_the_next_batch() => GrainThread.Run(async () =>
    {
        var state = await _journals.Recover(trees: 1, _time);
        _journals.Hold();
        Store(state, "A");
        var first = state.Committed().AsTask();
        Store(state, "B");
        var second = state.Committed().AsTask();
        Store(state, "C");
        var third = state.Committed().AsTask();
        Assert.True(state[0].Root.IsEmpty);

        _journals.Release();
        await Task.WhenAll(first, second, third);

        Assert.Equal([1L, 2L], Stored.Records.Keys.Order());
        Assert.Equal(["A", "B", "C"], Paths.Held(state[0].Root));
    });

    [Fact]
    public Task In_doubt_changes_are_refused_and_the_same_record_is_appended_again() => GrainThread.Run(async () =>
    {
        var state = await _journals.Recover(trees: 1, _time);
        Store(state, "A");
        await state.Committed();
        _journals.LosesAnswers = true;
        Store(state, "B");
        var lost = await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(state.Committed().AsTask()));
        Assert.False(lost.NotMade);
        Assert.True(state.IsInDoubt);
        Assert.Equal(["A"], Paths.Held(state[0].Working));
        Assert.True(Assert.Throws<StorageUnavailableException>(() => Store(state, "C")).NotMade);
        var record = Stored.Records[2].Bytes;

        _journals.LosesAnswers = false;
        await _time.PassUntil(() => Store(state, "C"));
        await state.Committed();

        Assert.Same(record, Stored.Records[2].Bytes);
        Assert.Equal([1L, 2L, 3L], Stored.Records.Keys.Order());
        Assert.Equal(["A", "B", "C"], Paths.Held((await _journals.Recover(trees: 1, _time))[0].Root));
    });

    [Fact]
    public Task A_batch_whose_answer_comes_after_it_was_given_up_is_committed_once() => GrainThread.Run(async () =>
    {
        var state = await _journals.Recover(trees: 1, _time);
        Store(state, "A");
        await state.Committed();
        _journals.Hold();
        Store(state, "B");
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _time.PassUntilEnded(state.Committed().AsTask()));

        _journals.Release();
        await _time.PassUntil(() => Store(state, "C"));
        await state.Committed();

        Assert.Equal([1L, 2L, 3L], Stored.Records.Keys.Order());
        Assert.Equal(["A", "B", "C"], Paths.Held((await _journals.Recover(trees: 1, _time))[0].Root));
    });

    [Fact]
    public Task A_text_is_turned_away_while_more_than_the_most_bytes_wait() => GrainThread.Run(async () =>
    {
        var state = await _journals.Recover(trees: 1, _time);
        _journals.Hold();
        var committed = new List<Task>();
        for (var at = 0; at < 8; at++)
        {
            state.DemandRoom();
            state.Apply(0, Mutation.Store(Paths.Of($"k{at}"), new byte[Grains.Journal.Journal.MaxWaitingBytes / 8], TextFormat.Plain, 1));
            committed.Add(state.Committed().AsTask());
        }

        Assert.True(Assert.Throws<StorageUnavailableException>(state.DemandRoom).NotMade);

        _journals.Release();
        await Task.WhenAll(committed);
        state.DemandRoom();
    });

    [Fact]
    public Task The_journal_of_an_empty_state_is_erased_when_it_leaves() => GrainThread.Run(async () =>
    {
        var state = await _journals.Recover(trees: 1, _time);
        Store(state, "A");
        await state.Committed();
        state[0].Drop("A", 5);

        await state.Leave();

        Assert.Empty(_journals.Table.Names);
    });

    [Fact]
    public Task An_activation_that_was_replaced_is_told_and_changes_nothing_more() => GrainThread.Run(async () =>
    {
        var fenced = 0;
        var old = new JournaledState(1);
        await old.Recover(_journals, new JournalOwner(Recovering.Journal, Guid.NewGuid(), "n1"), new JournalEvents(() => fenced++), _time);
        Store(old, "A");
        await old.Committed();
        var next = await _journals.Recover(trees: 1, _time, "n2");

        Store(old, "B");
        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => old.Committed().AsTask());

        Assert.True(refused.NotMade);
        Assert.Equal((1, false), (fenced, old.MayServe));
        Store(next, "C");
        await next.Committed();
        Assert.Equal(["A", "C"], Paths.Held((await _journals.Recover(trees: 1, _time))[0].Root));
    });

    private static bool Store(JournaledState state, string key) => state.Apply(0, Mutation.Store(Paths.Of(key), [1], TextFormat.Plain, 1));
}
