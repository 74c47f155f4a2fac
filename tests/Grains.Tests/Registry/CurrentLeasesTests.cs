using Lockers.Grains.Registry;
using Lockers.Grains.Tests.Journal.Crashes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Registry;

public sealed class CurrentLeasesTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromTicks(1);

    // The holder's clock may be slower than the registry's.
    private static readonly TimeSpan Lasts = CurrentLeases.Duration + CurrentLeases.Margin;

    private readonly FakeTimeProvider _time = new();
    private readonly CurrentLeases _leases;
    private bool _changed;

    public CurrentLeasesTests() => _leases = new CurrentLeases(_time);

    [Fact]
    public void A_change_that_nobody_holds_a_lease_on_is_made_at_once()
    {
        Assert.True(Change().IsCompletedSuccessfully);
        Assert.True(_changed);
    }

    [Fact]
    public async Task A_change_waits_for_the_word_of_every_holder()
    {
        var (one, other) = (new Holder(), new Holder());
        _leases.Grant(one);
        _leases.Grant(other);

        var change = Change();
        one.Acknowledge();
        Assert.False(_changed);
        other.Acknowledge();
        await change;

        Assert.True(_changed);
        Assert.Equal(one.Revoked, other.Revoked);
        Assert.Equal([_leases.Changes], one.Revoked);
    }

    [Fact]
    public async Task A_holder_that_says_nothing_delays_a_change_until_its_lease_runs_out()
    {
        _leases.Grant(new Holder());
        _time.Advance(TimeSpan.FromSeconds(1));
        var change = Change();

        _time.Advance(Lasts - TimeSpan.FromSeconds(1) - Moment);
        Assert.False(_changed);
        _time.Advance(Moment);
        await change;

        Assert.True(_changed);
    }

    [Fact]
    public async Task A_holder_that_fails_may_rely_on_its_lease_until_it_runs_out()
    {
        var holder = new Holder();
        _leases.Grant(holder);
        var change = Change();

        holder.Fail();
        Assert.False(_changed);
        _time.Advance(Lasts);
        await change;

        Assert.True(_changed);
    }

    [Fact]
    public void A_lease_that_has_run_out_is_not_asked_back()
    {
        var holder = new Holder();
        _leases.Grant(holder);
        _time.Advance(Lasts);

        Assert.True(Change().IsCompletedSuccessfully);
        Assert.Empty(holder.Revoked);
    }

    [Fact]
    public void A_lease_that_is_granted_again_lasts_from_then_on()
    {
        var holder = new Holder();
        _leases.Grant(holder);
        _time.Advance(Lasts);
        _leases.Grant(holder);

        Assert.False(Change().IsCompleted);
        Assert.Single(holder.Revoked);
    }

    [Fact]
    public async Task A_lease_that_was_taken_back_is_not_asked_for_again()
    {
        var holder = new Holder();
        _leases.Grant(holder);
        holder.Acknowledge();
        await Change();

        await Change();

        Assert.Single(holder.Revoked);
    }

    [Fact]
    public async Task Who_asks_during_a_change_waits_for_it()
    {
        Assert.True(_leases.Settled().AsTask().IsCompletedSuccessfully);
        var holder = new Holder();
        _leases.Grant(holder);
        var change = Change();

        var settled = _leases.Settled().AsTask();
        Assert.True(_leases.IsChanging);
        Assert.False(settled.IsCompleted);
        holder.Acknowledge();
        await change;
        await settled;

        Assert.False(_leases.IsChanging);
    }

    [Fact]
    public async Task Changes_are_made_one_after_the_other()
    {
        var holder = new Holder();
        _leases.Grant(holder);
        var order = new List<int>();
        var first = _leases.Change(() => Note(1));
        var second = _leases.Change(() => Note(2));
        Assert.Empty(order);

        holder.Acknowledge();
        await Task.WhenAll(first, second);

        Assert.Equal([1, 2], order);

        ValueTask Note(int number)
        {
            order.Add(number);
            return default;
        }
    }

    // Those that waited go on one behind the other, when each of them has already seen that no change is under way.
    [Fact]
    public void Changes_that_waited_for_the_same_one_are_not_made_at_once()
    {
        var scheduler = new SteppedScheduler();
        var (underWay, most, applied) = (0, 0, new Queue<TaskCompletionSource>());
        var changes = Enumerable.Range(0, 3).Select(_ => scheduler.Start(() => _leases.Change(Apply))).ToList();
        for (scheduler.Drain(); applied.TryDequeue(out var next); scheduler.Drain()) next.SetResult();

        Assert.All(changes, change => Assert.True(change.IsCompletedSuccessfully));
        Assert.Equal(1, most);

        async ValueTask Apply()
        {
            most = Math.Max(most, ++underWay);
            applied.Enqueue(new TaskCompletionSource());
            await applied.Last().Task;
            underWay--;
        }
    }

    [Fact]
    public async Task A_change_that_fails_does_not_stand_in_the_way_of_others()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => _leases.Change(() => throw new TimeoutException()));

        Assert.False(_leases.IsChanging);
        Assert.True(Change().IsCompletedSuccessfully);
    }

    // A front end outlives a node: what it was told to give up must be older than what the next registry grants.
    [Fact]
    public async Task A_registry_that_begins_later_counts_on_from_a_higher_number()
    {
        await Change();
        await Change();
        _time.Advance(TimeSpan.FromSeconds(1));
        var next = new CurrentLeases(_time);

        Assert.True(next.Changes > _leases.Changes);
    }

    private Task Change() => _leases.Change(() =>
    {
        _changed = true;
        return default;
    });
}
