using Lockers.Grains.Registry;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Lockers.Grains.Tests.Registry;

/// <summary>A registry that takes over from one that may have given leases.</summary>
public sealed class CurrentLeasesWaitOutTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Lasts = CurrentLeases.Duration + CurrentLeases.Margin;

    private readonly FakeTimeProvider _time = new();
    private readonly CurrentLeases _leases;
    private int _changes;

    public CurrentLeasesWaitOutTests()
    {
        _leases = new CurrentLeases(_time);
        _leases.WaitOut();
    }

    [Fact]
    public void The_first_change_waits_until_leases_of_the_one_before_have_run_out()
    {
        var change = Change();

        _time.Advance(Lasts - Moment);
        Assert.Equal(0, _changes);
        Assert.True(_leases.IsChanging);
        _time.Advance(Moment);

        Assert.True(change.IsCompletedSuccessfully);
        Assert.Equal(1, _changes);
    }

    [Fact]
    public void A_change_after_they_have_run_out_is_made_at_once()
    {
        _time.Advance(Lasts);

        Assert.True(Change().IsCompletedSuccessfully);
    }

    [Fact]
    public void A_change_waits_for_the_rest_only()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        var change = Change();
        Assert.False(change.IsCompleted);

        _time.Advance(Lasts - TimeSpan.FromSeconds(1));

        Assert.True(change.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Later_changes_do_not_wait()
    {
        var first = Change();
        _time.Advance(Lasts);
        await first;

        Assert.True(Change().IsCompletedSuccessfully);
        Assert.Equal(2, _changes);
    }

    [Fact]
    public void What_is_read_need_not_wait_and_its_lease_is_taken_back_after_the_wait()
    {
        var holder = new Holder();
        Assert.True(_leases.Settled().AsTask().IsCompletedSuccessfully);
        _time.Advance(TimeSpan.FromSeconds(1));
        _leases.Grant(holder);

        var change = Change();
        Assert.Empty(holder.Revoked);
        _time.Advance(Lasts - TimeSpan.FromSeconds(1));
        Assert.Single(holder.Revoked);
        Assert.Equal(0, _changes);
        holder.Acknowledge();

        Assert.True(change.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_holder_is_told_a_lease_that_is_shorter_than_what_is_waited_for()
    {
        Assert.Equal(CurrentLeases.Duration, _leases.Grant(new Holder()));
        Assert.True(CurrentLeases.Margin > TimeSpan.Zero);
    }

    private Task Change() => _leases.Change(() =>
    {
        _changes++;
        return default;
    });
}
