using Lockers.Grains.Interfaces;
using Lockers.Grains.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Lockers.Grains.Tests.Journal.Crashes;

public sealed class TroubleTests
{
    private readonly SharedRecords _records = new();
    private readonly SteppedScheduler _scheduler = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Random _random = new(5);
    private readonly List<SimulatedOwner> _owners = [];
    private int _number;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_batch_of_unknown_fate_is_settled_and_stores_work_again(bool landed)
    {
        var owner = Begin();
        Run(Change(owner));
        var before = owner.Committed;
        owner.Records.Decide = call =>
        {
            // Once it is carried out, it is a conflict: what happened is found by reading, which fails too.
            if (landed && !call.IsRead) call.LoseAnswer();
            else call.Refuse();
            return true;
        };
        var unknown = Change(owner);
        Pass(SlotWriter.GiveUpAfter + TimeSpan.FromSeconds(1));
        Run(unknown);
        Assert.Equal(1, owner.Acknowledged);
        Assert.Equal(before, owner.Committed);
        Run(Change(owner));
        Assert.Equal(1, owner.Refused);
        Assert.Equal(before, owner.Committed);

        owner.Records.Decide = Succeed;
        Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(landed, before != owner.Committed);
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
        owner.Records.Decide = call =>
        {
            call.TurnAway();
            return true;
        };
        var turnedAway = Change(owner);
        Pass(SlotWriter.GiveUpAfter + TimeSpan.FromSeconds(1));
        Run(turnedAway);
        Assert.Equal(1, owner.Acknowledged);
        Assert.False(owner.State.IsInDoubt);
        Assert.Equal(before, owner.Committed);

        owner.Records.Decide = Succeed;
        Run(Change(owner));

        Assert.Equal(2, owner.Acknowledged);
        Assert.Equal(0, owner.Refused);
    }

    [Fact]
    public void Nothing_is_acknowledged_in_doubt_not_even_to_who_changed_nothing()
    {
        var owner = Begin();
        Run(Change(owner));
        owner.Records.Decide = call =>
        {
            call.LoseAnswer();
            return true;
        };
        var unknown = Change(owner);
        Pass(SlotWriter.GiveUpAfter + TimeSpan.FromSeconds(1));
        Run(unknown);
        Assert.True(owner.State.IsInDoubt);

        var flushed = owner.State.Committed().AsTask();
        Assert.IsType<StorageUnavailableException>(flushed.Exception?.InnerException);

        owner.Records.Decide = Succeed;
        Pass(TimeSpan.FromSeconds(5));
        Assert.False(owner.State.IsInDoubt);
        Assert.True(owner.State.Committed().AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public void Who_lost_the_lease_acknowledges_nothing_and_readers_are_served_again_when_it_is_back()
    {
        var owner = Begin();
        owner.Records.Decide = null;
        var change = Change(owner);
        _scheduler.Drain();
        owner.IsValid = false;
        while (owner.Records.Open.Count > 0)
        {
            owner.Records.Take(0).Succeed();
            _scheduler.Drain();
        }

        Run(change);
        Assert.Equal(0, owner.Acknowledged);
        Assert.Throws<StorageUnavailableException>(() => owner.State[1].Root);

        owner.IsValid = true;
        owner.Records.Decide = Succeed;

        Assert.False(owner.State[1].Root.IsEmpty);
        Run(Change(owner));
        Assert.Equal(1, owner.Acknowledged);
    }

    [Fact]
    public void An_owner_that_was_replaced_while_it_wrote_a_snapshot_takes_its_chunks_away()
    {
        var frozen = Begin();
        var stopped = false;
        frozen.Records.Decide = call =>
        {
            stopped |= call.What.StartsWith("W c.", StringComparison.Ordinal) && call.What.EndsWith(".1 ", StringComparison.Ordinal);
            var stops = stopped && call.What[2] != 'j';
            if (!stops) call.Succeed();
            return !stops;
        };
        while (frozen.Records.Open.Count == 0) Run(Change(frozen));
        var next = Begin();
        frozen.Records.Decide = Succeed;

        // It goes on with what it was about to do, the second of its chunks.
        frozen.Records.Take(0).Succeed();
        _scheduler.Drain();

        var named = ReadManifest().Segments;
        Assert.All(
            _records.Rows.Keys.Where(name => name[0] == 'c'),
            name => Assert.Contains(named, segment => Enumerable.Range(0, segment.Chunks).Any(at => name == RecordNames.Chunk(segment, at))));
        Run(Change(frozen));
        Assert.True(frozen.IsFenced);
        Run(Change(next));
        Assert.Equal(1, next.Acknowledged);
    }

    [Fact]
    public void An_earlier_owners_fence_is_deleted_though_the_first_attempt_to_compact_failed()
    {
        Run(Change(Begin()));
        var before = Begin();
        ChangeUntil(before, manifest => manifest.Fence != Manifest.NoFence);
        var fence = RecordNames.Slot(ReadManifest().Fence);
        var owner = Begin();
        var failed = false;
        owner.Records.Decide = call =>
        {
            if (failed || !call.What.StartsWith("W c.", StringComparison.Ordinal)) return Succeed(call);
            failed = true;
            call.Refuse();
            return true;
        };

        ChangeUntil(owner, manifest => manifest.Segments.Any(segment => segment.Owner == owner.Id));

        Assert.True(failed);
        Assert.DoesNotContain(fence, _records.Rows.Keys);
        Leftover.Check(_records, _owners);
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

        Assert.Throws<RecordConflictException>(() => Run(one.Leave()));

        next.Die();
        Assert.Equal(next.Committed, Begin().Committed);
    }

    private static bool Succeed(StoreCall call)
    {
        call.Succeed();
        return true;
    }

    private Task Change(SimulatedOwner owner) => owner.Change(StateModel.Changes(_random, ++_number));

    private void ChangeUntil(SimulatedOwner owner, Func<Manifest, bool> there)
    {
        for (var changes = 0; changes < 100 && !there(ReadManifest()); changes++) Run(Change(owner));
        Assert.True(there(ReadManifest()));
    }

    private Manifest ReadManifest() => Manifest.Decode(_records.Rows[RecordNames.Manifest].Bytes);

    private SimulatedOwner Begin()
    {
        var owner = new SimulatedOwner(_records, _scheduler, _time, SimulatedGrain.EarlyLimits);
        owner.Records.Decide = Succeed;
        Run(owner.Begin(
            text => _owners.Select(before => before.Possible(text)).LastOrDefault(state => state is not null) ?? StateModel.Empty));
        Assert.True(owner.IsReady);
        _owners.Add(owner);
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
