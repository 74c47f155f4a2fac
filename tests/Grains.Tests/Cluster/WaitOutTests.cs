using Lockers.Grains.Cluster;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

/// <summary>How long a node waits for another one that held a grain before.</summary>
public sealed class WaitOutTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Whole = ServingLease.Duration + ServingLease.Margin;

    private readonly LeaseStage _stage = new();

    [Fact]
    public async Task A_death_that_was_not_noted_yet_is_waited_for_from_now_on()
    {
        await _stage.Advance();
        _stage.Time.Advance(TimeSpan.FromMinutes(1));
        _stage.Members.Set(LeaseStage.Other, SiloStatus.Dead);

        await TakesWhole(_stage.Lease.WaitOut(LeaseStage.Other.ToParsableString()));
    }

    [Fact]
    public async Task A_death_that_was_noted_is_waited_for_from_then_on()
    {
        _stage.Members.Set(LeaseStage.Other, SiloStatus.Dead);
        await _stage.Advance();
        _stage.Time.Advance(Whole - Moment);

        var outlived = _stage.Lease.WaitOut(LeaseStage.Other.ToParsableString());
        Assert.False(outlived.IsCompleted);
        _stage.Time.Advance(Moment);
        await outlived;
        Assert.True(_stage.Lease.WaitOut(LeaseStage.Other.ToParsableString()).IsCompleted);
    }

    [Fact]
    public async Task A_node_that_is_not_known_to_be_dead_is_waited_for()
    {
        await _stage.Advance();
        await TakesWhole(_stage.Lease.WaitOut(LeaseStage.Other.ToParsableString()));
    }

    [Fact]
    public async Task A_node_that_is_not_listed_yet_is_looked_for_in_the_table()
    {
        await _stage.Advance();
        var late = LeaseStage.Silo(4);
        _stage.Members.OnRefresh = () => _stage.Members.Set(late, SiloStatus.Dead);

        await TakesWhole(_stage.Lease.WaitOut(late.ToParsableString()));
    }

    [Fact]
    public async Task A_node_that_cannot_be_looked_for_is_waited_for()
    {
        await _stage.Advance();
        _stage.Members.OnRefresh = () => throw new TimeoutException();

        await TakesWhole(_stage.Lease.WaitOut(LeaseStage.Silo(4).ToParsableString()));
    }

    [Fact]
    public async Task Nobody_is_waited_for_who_ended_long_ago_or_has_a_successor_in_its_place()
    {
        await _stage.Advance();
        _stage.Members.Set(LeaseStage.Silo(4), SiloStatus.Dead);
        _stage.Members.Set(LeaseStage.Silo(4, generation: 2), SiloStatus.Active);

        Assert.True(_stage.Lease.WaitOut("").IsCompleted);
        Assert.True(_stage.Lease.WaitOut(LeaseStage.Silo(4).ToParsableString()).IsCompleted);
        Assert.True(_stage.Lease.WaitOut(LeaseStage.Silo(5).ToParsableString()).IsCompleted);
    }

    [Fact]
    public async Task Every_node_that_is_known_to_be_dead_is_waited_for_once()
    {
        await _stage.Advance();
        Assert.True(_stage.Lease.WaitOutDead().IsCompleted);
        _stage.Members.Set(LeaseStage.Other, SiloStatus.Dead);

        await TakesWhole(_stage.Lease.WaitOutDead());

        Assert.True(_stage.Lease.WaitOutDead().IsCompleted);
    }

    public void Dispose() => _stage.Dispose();

    private async Task TakesWhole(Task outlived)
    {
        _stage.Time.Advance(Whole - Moment);
        Assert.False(outlived.IsCompleted);
        _stage.Time.Advance(Moment);
        await outlived;
    }
}
