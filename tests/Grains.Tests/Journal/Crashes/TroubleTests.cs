using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Journal.Crashes;

public sealed class TroubleTests
{
    private readonly SimulatedStorage _storage = new();
    private readonly SteppedScheduler _scheduler = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Random _random = new(5);
    private readonly List<SimulatedOwner> _owners = [];
    private int _number;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_batch_of_unknown_outcome_is_appended_again_and_stores_work_again(bool appended)
    {
        var owner = Begin();
        Run(Change(owner));
        var before = owner.Committed;
        owner.Storage.Decide = call =>
        {
            if (appended && !call.IsRead) call.LoseAnswer();
            else call.Refuse();
            return true;
        };
        var unknown = Change(owner);
        Pass(LogWriter.GiveUpAfter + TimeSpan.FromSeconds(1));
        Run(unknown);
        Assert.Equal(1, owner.Acknowledged);
        Assert.Equal(before, owner.Committed);
        Run(Change(owner));
        Assert.Equal(1, owner.Refused);
        Assert.Equal(before, owner.Committed);

        owner.Storage.Decide = Succeed;
        Pass(TimeSpan.FromSeconds(5));

        Assert.NotEqual(before, owner.Committed);
        Run(Change(owner));
        Assert.Equal(2, owner.Acknowledged);
        var last = owner.Committed;
        owner.Die();
        Assert.Equal(last, Begin().Committed);
    }

    [Fact]
    public void A_batch_that_the_storage_turns_away_is_surely_not_made_and_leaves_nothing_in_doubt()
    {
        var owner = Begin();
        Run(Change(owner));
        var before = owner.Committed;
        owner.Storage.Decide = call =>
        {
            call.TurnAway();
            return true;
        };
        var turnedAway = Change(owner);
        Pass(LogWriter.GiveUpAfter + TimeSpan.FromSeconds(1));
        Run(turnedAway);
        Assert.Equal(1, owner.Acknowledged);
        Assert.False(owner.State.IsInDoubt);
        Assert.Equal(before, owner.Committed);

        owner.Storage.Decide = Succeed;
        Run(Change(owner));

        Assert.Equal(2, owner.Acknowledged);
        Assert.Equal(0, owner.Refused);
    }

    [Fact]
    public void A_batch_that_is_turned_away_after_an_attempt_of_unknown_outcome_is_in_doubt_and_keeps_its_number()
    {
        var owner = Begin();
        Run(Change(owner));
        var attempts = 0;
        owner.Storage.Decide = call =>
        {
            if (attempts++ == 0) call.LoseAnswer();
            else call.TurnAway();
            return true;
        };
        var unknown = Change(owner);
        Pass(LogWriter.GiveUpAfter + TimeSpan.FromSeconds(1));
        Run(unknown);
        Assert.True(owner.State.IsInDoubt);

        owner.Storage.Decide = Succeed;
        Pass(TimeSpan.FromSeconds(5));

        Assert.False(owner.State.IsInDoubt);
        Run(Change(owner));
        Assert.Equal(2, owner.Acknowledged);
        owner.Die();
        Assert.Equal(owner.Committed, Begin().Committed);
    }

    [Fact]
    public void Nothing_is_acknowledged_in_doubt_not_even_to_who_changed_nothing()
    {
        var owner = Begin();
        Run(Change(owner));
        owner.Storage.Decide = call =>
        {
            call.LoseAnswer();
            return true;
        };
        var unknown = Change(owner);
        Pass(LogWriter.GiveUpAfter + TimeSpan.FromSeconds(1));
        Run(unknown);
        Assert.True(owner.State.IsInDoubt);

        var flushed = owner.State.Committed().AsTask();
        Assert.IsType<StorageUnavailableException>(flushed.Exception?.InnerException);

        owner.Storage.Decide = Succeed;
        Pass(TimeSpan.FromSeconds(5));
        Assert.False(owner.State.IsInDoubt);
        Assert.True(owner.State.Committed().AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public void Who_lost_the_lease_acknowledges_nothing_and_readers_are_served_again_when_it_is_back()
    {
        var owner = Begin();
        owner.Storage.Decide = null;
        var change = Change(owner);
        _scheduler.Drain();
        owner.IsValid = false;
        while (owner.Storage.Open.Count > 0)
        {
            owner.Storage.Take(0).Succeed();
            _scheduler.Drain();
        }

        Run(change);
        Assert.Equal(0, owner.Acknowledged);
        Assert.Throws<StorageUnavailableException>(() => owner.State[1].Root);

        owner.IsValid = true;
        owner.Storage.Decide = Succeed;

        Assert.False(owner.State[1].Root.IsEmpty);
        Run(Change(owner));
        Assert.Equal(1, owner.Acknowledged);
    }

    [Fact]
    public void The_chunks_of_an_owner_that_was_replaced_while_it_wrote_a_checkpoint_are_collected_and_no_more_are_written()
    {
        var frozen = Begin();
        var stopped = false;
        frozen.Storage.Decide = call =>
        {
            stopped |= call.What == "WriteChunk 1";
            var stops = stopped && !call.IsAppend;
            if (!stops) call.Succeed();
            return !stops;
        };
        while (frozen.Storage.Open.Count == 0) Run(Change(frozen));
        Assert.NotEmpty(_storage.Stored!.Chunks);
        var next = Begin();
        frozen.Storage.Decide = Succeed;

        // It goes on with what it was about to do, the second of its chunks.
        frozen.Storage.Take(0).Succeed();
        _scheduler.Drain();

        Garbage.Check(_storage);
        Run(Change(frozen));
        Assert.True(frozen.IsFenced);
        Run(Change(next));
        Assert.Equal(1, next.Acknowledged);
    }

    [Fact]
    public void The_chunks_of_a_compaction_that_failed_are_collected_by_the_next_one()
    {
        var owner = Begin();
        var failed = false;
        owner.Storage.Decide = call =>
        {
            if (failed || call.What != "WriteChunk 1") return Succeed(call);
            failed = true;
            call.Refuse();
            return true;
        };

        for (var changes = 0; changes < 100 && (!failed || _storage.Manifest.Segments.IsEmpty); changes++) Run(Change(owner));

        Assert.True(failed);
        Assert.Null(owner.State.CompactionFailure);
        Assert.NotEmpty(_storage.Manifest.Segments);
        Garbage.Check(_storage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_swap_of_unknown_outcome_is_swapped_again_and_nothing_that_it_names_is_deleted(bool swapped)
    {
        var owner = Begin();
        var failed = false;
        owner.Storage.Decide = call =>
        {
            if (failed || !call.What.StartsWith("Swap", StringComparison.Ordinal)) return Succeed(call);
            failed = true;
            if (swapped) call.LoseAnswer();
            else call.Refuse();
            return true;
        };
        while (!failed) Run(Change(owner));
        var version = _storage.Stored!.Version;
        Assert.NotNull(owner.State.CompactionFailure);

        for (var changes = 0; changes < 100 && owner.State.CompactionFailure is not null; changes++) Run(Change(owner));

        Assert.Null(owner.State.CompactionFailure);
        Assert.True(_storage.Stored.Version > version);
        Garbage.Check(_storage);
        owner.Die();
        Assert.Equal(owner.Committed, Begin().Committed);
    }

    [Fact]
    public void A_journal_whose_creation_got_no_answer_is_found_to_be_the_owners_own()
    {
        var owner = Begin();
        var lost = 0;
        owner.Storage.Decide = call =>
        {
            if (call.What != "Create" || lost++ > 0) return Succeed(call);
            call.LoseAnswer();
            return true;
        };

        var change = Change(owner);
        Pass(TimeSpan.FromSeconds(1));
        Run(change);

        Assert.Equal((2, 1, false), (lost, owner.Acknowledged, owner.IsFenced));
    }

    [Fact]
    public void Of_two_owners_that_find_no_journal_one_begins_it_and_the_other_is_fenced_off()
    {
        var (one, other) = (Begin(), Begin());

        Run(Change(one));
        Run(Change(other));

        Assert.Equal((1, 0), (one.Acknowledged, other.Acknowledged));
        Assert.True(other.IsFenced);
        one.Die();
        Assert.Equal(one.Committed, Begin().Committed);
    }

    [Fact]
    public void An_owner_that_was_replaced_cannot_erase_the_journal()
    {
        var one = Begin();
        Run(Change(one));
        Run(one.Change(StateModel.Clear()));
        var next = Begin();
        Run(Change(next));

        Assert.Throws<JournalFencedException>(() => Run(one.Leave()));

        next.Die();
        Assert.Equal(next.Committed, Begin().Committed);
    }

    private static bool Succeed(StorageCall call)
    {
        call.Succeed();
        return true;
    }

    private Task Change(SimulatedOwner owner) => owner.Change(StateModel.Changes(_random, ++_number));

    private SimulatedOwner Begin()
    {
        var owner = new SimulatedOwner(_storage, _scheduler, _time, SimulatedGrain.EarlyLimits);
        owner.Storage.Decide = Succeed;
        _owners.Add(owner);
        Run(owner.Begin(text => Lineage.Recovered(_storage, _owners, owner, text)));
        Assert.True(owner.IsReady);
        return owner;
    }

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromMilliseconds(50))
        {
            _scheduler.Drain();
            _time.Advance(TimeSpan.FromMilliseconds(50));
        }

        _scheduler.Drain();
    }

    private void Run(Task task)
    {
        _scheduler.Drain();
        if (task.IsFaulted) task.GetAwaiter().GetResult();
    }
}
