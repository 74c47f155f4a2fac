using System.Net.Sockets;
using Lockers.Grains.Cluster;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

/// <summary>Every state of a membership lease, with a table and other nodes that fail in every way.</summary>
public sealed class ServingLeaseTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AlmostOver = ServingLease.Duration - TimeSpan.FromMilliseconds(1);
    private static readonly SocketException Unreachable = new((int)SocketError.ConnectionRefused);

    private readonly LeaseStage _stage = new();

    /// <summary>What is not a table that is out of reach.</summary>
    public static TheoryData<Exception> Faults => [
        new DatabaseFailure("42501"), new DatabaseFailure("42P01"), new DatabaseFailure("42601"), new DatabaseFailure("28P01"),
        new DatabaseFailure("3D000"), new InvalidCastException("column"), new InvalidOperationException("no statement"),
    ];

    /// <summary>What a table that is out of reach looks like.</summary>
    public static TheoryData<Exception> Aways => [
        new DatabaseFailure("57P01"), new DatabaseFailure("57P03"), new DatabaseFailure("08006"), new DatabaseFailure("53300"),
        new DatabaseFailure(null, isTransient: true), Unreachable, new IOException("cut"), new TimeoutException(),
    ];

    [Fact]
    public async Task A_member_answers_for_as_long_as_the_lease_lasts_after_it_began_to_look()
    {
        Assert.False(_stage.Lease.IsValid);
        await _stage.Advance();
        Assert.True(_stage.Lease.IsValid);
        _stage.Time.Advance(AlmostOver);
        Assert.True(_stage.Lease.IsValid);
        _stage.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_stage.Lease.IsValid);
    }

    [Fact]
    public async Task A_node_that_reads_itself_as_dead_stops_at_once_and_for_good()
    {
        await _stage.Advance();
        _stage.Table[LeaseStage.Self] = SiloStatus.Dead;
        await _stage.Advance();
        Assert.False(_stage.Lease.IsValid);

        _stage.Table[LeaseStage.Self] = SiloStatus.Active;
        await _stage.Advance();
        Assert.False(_stage.Lease.IsValid);
    }

    [Fact]
    public async Task A_node_that_others_tell_that_it_is_dead_stops_at_once()
    {
        await _stage.Advance();
        _stage.Members.Set(LeaseStage.Self, SiloStatus.Dead);
        await _stage.Advance();
        Assert.False(_stage.Lease.IsValid);
    }

    [Fact]
    public async Task A_node_that_the_table_does_not_list_stops_at_once_and_goes_on_when_it_does()
    {
        await _stage.Advance();
        _stage.Table[LeaseStage.Self] = null;
        await _stage.Advance();
        Assert.False(_stage.Lease.IsValid);

        _stage.Table[LeaseStage.Self] = SiloStatus.Active;
        await _stage.Advance();
        Assert.True(_stage.Lease.IsValid);
    }

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task A_fault_ends_the_right_at_once_and_is_logged_once_whatever_others_say(Exception fault)
    {
        _stage.Others.Say(LeaseStage.Other, TableSight.Away);
        _stage.Others.Say(LeaseStage.Third, TableSight.Away);
        await _stage.Advance();
        _stage.Table.Failure = fault;
        await _stage.Advance();
        Assert.False(_stage.Lease.IsValid);
        await _stage.GoOn(Long);
        Assert.False(_stage.Lease.IsValid);
        Assert.Single(_stage.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));

        _stage.Table.Failure = null;
        await _stage.Advance();
        Assert.True(_stage.Lease.IsValid);
    }

    [Theory]
    [MemberData(nameof(Aways), DisableDiscoveryEnumeration = true)]
    public async Task While_the_table_is_away_for_all_everybody_goes_on(Exception away)
    {
        await _stage.Advance();
        TableIsAway(away);
        for (var at = TimeSpan.Zero; at < Long; at += ServingLease.Pause)
        {
            await _stage.GoOn(ServingLease.Pause);
            Assert.True(_stage.Lease.IsValid);
        }

        Assert.Single(_stage.Log.Lines);
    }

    [Fact]
    public async Task A_table_that_does_not_answer_leaves_no_gap_when_others_confirm_it()
    {
        await _stage.Advance();
        _stage.Table.Held = new();
        _stage.Others.Say(LeaseStage.Other, TableSight.Away);
        _stage.Others.Say(LeaseStage.Third, TableSight.Away);
        for (var at = TimeSpan.Zero; at < Long; at += ServingLease.Pause)
        {
            await _stage.GoOn(ServingLease.Pause);
            Assert.True(_stage.Lease.IsValid);
        }
    }

    [Fact]
    public async Task A_node_that_only_itself_does_not_reach_the_table_goes_on_by_what_another_one_sees()
    {
        await _stage.Advance();
        _stage.Table.Failure = Unreachable;
        _stage.Others.Say(LeaseStage.Other, TableSight.Member);
        _stage.Others.Cut(LeaseStage.Third);
        await _stage.GoOn(Long);
        Assert.True(_stage.Lease.IsValid);
    }

    [Fact]
    public async Task A_node_that_another_one_sees_as_dead_stops_at_once_whatever_the_third_says()
    {
        await _stage.Advance();
        _stage.Table.Failure = Unreachable;
        _stage.Others.Say(LeaseStage.Other, TableSight.Dead);
        _stage.Others.Say(LeaseStage.Third, TableSight.Member);
        await _stage.Advance();
        Assert.False(_stage.Lease.IsValid);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_that_is_cut_off_from_the_table_and_from_any_other_stops_within_the_lease(bool fromAll)
    {
        await _stage.Advance();
        var last = _stage.Time.GetUtcNow();
        _stage.Table.Held = new();
        _stage.Others.Cut(LeaseStage.Other);
        if (fromAll) _stage.Others.Cut(LeaseStage.Third);
        else _stage.Others.Say(LeaseStage.Third, TableSight.Away);
        while (_stage.Lease.IsValid) await _stage.GoOn(ServingLease.Pause);

        // A look that was under way ends a little later.
        Assert.InRange(_stage.Time.GetUtcNow() - last, TimeSpan.Zero, ServingLease.Duration + TimeSpan.FromSeconds(2));
        await _stage.GoOn(Long);
        Assert.False(_stage.Lease.IsValid);
        _stage.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Single(_stage.Log.Lines);
    }

    [Fact]
    public async Task A_node_that_knows_of_no_other_does_not_go_on_without_the_table()
    {
        using var alone = new LeaseStage(LeaseStage.Self);
        await alone.Advance();
        alone.Table.Failure = Unreachable;
        alone.Time.Advance(AlmostOver);
        await alone.Advance();
        Assert.True(alone.Lease.IsValid);
        alone.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(alone.Lease.IsValid);
        await alone.GoOn(Long);
        Assert.False(alone.Lease.IsValid);

        alone.Table.Failure = null;
        await alone.Advance();
        Assert.True(alone.Lease.IsValid);
    }

    [Fact]
    public async Task Another_node_whose_table_is_broken_confirms_nothing()
    {
        await _stage.Advance();
        _stage.Table.Failure = Unreachable;
        _stage.Others.Say(LeaseStage.Other, TableSight.Fault);
        _stage.Others.Say(LeaseStage.Third, TableSight.Away);
        await _stage.GoOn(Long);
        Assert.False(_stage.Lease.IsValid);
    }

    [Fact]
    public async Task Others_that_know_of_a_member_that_was_not_asked_do_not_speak_for_all()
    {
        await _stage.Advance();
        _stage.Table.Failure = Unreachable;
        _stage.Others.Say(LeaseStage.Other, TableSight.Away, LeaseStage.Silo(4));
        _stage.Others.Say(LeaseStage.Third, TableSight.Away, LeaseStage.Self, LeaseStage.Other);
        await _stage.GoOn(Long);
        Assert.False(_stage.Lease.IsValid);
    }

    // It may reach the table that these do not, become active there, and take them for dead.
    [Fact]
    public async Task A_node_that_is_joining_is_asked_too_before_the_table_is_away_for_all()
    {
        var joining = LeaseStage.Silo(4);
        _stage.Members.Set(joining, SiloStatus.Joining);
        await _stage.Advance();
        _stage.Table.Failure = Unreachable;
        foreach (var other in (SiloAddress[])[LeaseStage.Other, LeaseStage.Third, joining])
            _stage.Others.Say(other, TableSight.Away, LeaseStage.Self, LeaseStage.Other, LeaseStage.Third, joining);
        await _stage.GoOn(Long);
        Assert.True(_stage.Lease.IsValid);

        _stage.Others.Cut(joining);
        await _stage.GoOn(ServingLease.Duration);
        Assert.False(_stage.Lease.IsValid);
    }

    [Fact]
    public async Task A_node_that_ended_while_it_joined_is_not_waited_for()
    {
        _stage.Members.Set(LeaseStage.Silo(4), SiloStatus.Joining);
        await _stage.Advance();
        _stage.Time.Advance(TableWitnesses.LongestJoin);
        await _stage.Advance();
        _stage.Table.Failure = Unreachable;
        foreach (var other in (SiloAddress[])[LeaseStage.Other, LeaseStage.Third])
            _stage.Others.Say(other, TableSight.Away, LeaseStage.Self, LeaseStage.Other, LeaseStage.Third);

        await _stage.GoOn(Long);

        Assert.True(_stage.Lease.IsValid);
    }

    [Fact]
    public async Task What_a_late_look_says_does_not_count()
    {
        var held = _stage.Table.Held = new();
        await _stage.Advance();
        held.SetResult();
        Assert.False(_stage.Lease.IsValid);
    }

    [Fact]
    public async Task Without_the_claim_on_the_storage_a_member_does_not_answer_but_for_a_table_that_is_away_for_all()
    {
        await _stage.Advance();
        _stage.Claim.IsHeld = false;
        Assert.False(_stage.Lease.IsValid);

        TableIsAway(Unreachable);
        await _stage.Advance();
        Assert.True(_stage.Lease.IsValid);

        _stage.Table.Failure = null;
        await _stage.GoOn(ServingLease.Duration + ServingLease.Pause);
        Assert.False(_stage.Lease.IsValid);
        _stage.Claim.IsHeld = true;
        Assert.True(_stage.Lease.IsValid);
    }

    // It is a member by what others see, so that nobody would take over from it.
    [Fact]
    public async Task A_node_that_is_cut_off_from_its_journals_while_others_are_not_ends_after_a_while()
    {
        await _stage.Advance();
        _stage.Table.Failure = Unreachable;
        _stage.Claim.IsHeld = false;
        _stage.Others.Say(LeaseStage.Other, TableSight.Member);
        _stage.Others.Say(LeaseStage.Third, TableSight.Member);
        await _stage.GoOn(ServingLease.CutOffLimit - TimeSpan.FromSeconds(1));
        Assert.Equal(0, _stage.Claim.GivenUp);

        // Whatever ends the state begins the time anew.
        _stage.Table.Failure = null;
        await _stage.Advance();
        _stage.Table.Failure = Unreachable;
        await _stage.GoOn(ServingLease.CutOffLimit - TimeSpan.FromSeconds(1));
        Assert.Equal(0, _stage.Claim.GivenUp);

        await _stage.GoOn(TimeSpan.FromSeconds(2));
        Assert.NotEqual(0, _stage.Claim.GivenUp);
    }

    [Fact]
    public async Task A_witness_looks_after_it_was_asked_and_tells_a_death_that_only_it_knows()
    {
        var witness = new MembershipWitness(new MembershipReader(_stage.Table, _stage.Time), _stage.Members);
        Assert.Equal(TableSight.Member, (await witness.Of(LeaseStage.Self)).Sight);
        Assert.Equal(TableSight.Absent, (await witness.Of(LeaseStage.Other)).Sight);
        _stage.Table.Failure = Unreachable;
        var away = await witness.Of(LeaseStage.Self);
        Assert.Equal(TableSight.Away, away.Sight);
        Assert.Equal(3, away.Members.Length);
        Assert.Equal(3, _stage.Table.Reads);

        _stage.Members.Set(LeaseStage.Self, SiloStatus.Dead);
        Assert.Equal(TableSight.Dead, (await witness.Of(LeaseStage.Self)).Sight);
    }

    public void Dispose() => _stage.Dispose();

    private void TableIsAway(Exception why)
    {
        _stage.Table.Failure = why;
        foreach (var other in (SiloAddress[])[LeaseStage.Other, LeaseStage.Third])
            _stage.Others.Say(other, TableSight.Away, LeaseStage.Self, LeaseStage.Other, LeaseStage.Third);
    }
}
