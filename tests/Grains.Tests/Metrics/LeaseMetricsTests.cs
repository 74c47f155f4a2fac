using Lockers.Grains.Cluster;
using Lockers.Grains.Tests.Cluster;
using Xunit;

namespace Lockers.Grains.Tests.Metrics;

/// <summary>What is counted of the serving lease.</summary>
public sealed class LeaseMetricsTests : IDisposable
{
    private readonly Measured _measured = new();
    private readonly LeaseStage _stage;

    public LeaseMetricsTests() => _stage = new LeaseStage(_measured.Instruments);

    private (double Renewals, double Losses) Counted => (_measured.Sum("lockers.lease.renewals"), _measured.Sum("lockers.lease.losses"));

    [Fact]
    public async Task Each_look_that_shows_a_member_is_a_renewal()
    {
        await _stage.Advance();
        _stage.Time.Advance(ServingLease.Pause);
        await _stage.Advance();

        Assert.Equal((2, 0), Counted);
    }

    [Fact]
    public async Task A_lease_that_ran_out_while_the_node_stood_still_is_one_loss()
    {
        await _stage.Advance();
        _stage.Time.Advance(TimeSpan.FromMinutes(1));
        await _stage.Advance();
        await _stage.Advance();

        Assert.Equal((3, 1), Counted);
    }

    [Fact]
    public async Task A_node_that_was_declared_dead_has_lost_it_once()
    {
        await _stage.Advance();
        _stage.Table[LeaseStage.Self] = SiloStatus.Dead;
        for (var looks = 0; looks < 3; looks++) await _stage.Advance();

        Assert.Equal((1, 1), Counted);
    }

    [Fact]
    public async Task A_list_of_members_that_cannot_be_refreshed_is_said_once_when_it_begins_and_once_when_it_ends()
    {
        await _stage.Advance();
        _stage.Members.OnRefresh = () => throw new TimeoutException();
        var unlisted = LeaseStage.Silo(4).ToParsableString();
        for (var grains = 0; grains < 5; grains++) _ = _stage.Lease.WaitOut(unlisted);
        _stage.Members.OnRefresh = null;
        for (var grains = 0; grains < 5; grains++) _ = _stage.Lease.WaitOut(unlisted);

        Assert.Equal(["Warning", "Information"], _stage.Log.Lines.Where(line => line.Contains("list of members", StringComparison.Ordinal)).Select(line => line.Split(':')[0]));
    }

    public void Dispose()
    {
        _stage.Dispose();
        _measured.Dispose();
    }
}
