using Lockers.Api.Configuration;
using Lockers.Api.Hosting;

namespace Lockers.Api.Tests.Hosting;

public class LockersLimitsValidatorTests
{
    [Fact]
    public void The_defaults_are_legal() => Assert.True(new LockersLimitsValidator().Validate(null, new LockersLimits()).Succeeded);

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var limits = new LockersLimits { MaxValueBytes = 0, MaxPathDepth = 1025, MaxKeyBytes = -1, MaxLoadBytes = long.MaxValue, MaxConnections = 0, MaxWatchers = 1_000_001, MaxEventsPerPeer = 0, MaxEventBytes = (512 * 1024) + 1, PeerNetworks = "10.0.0.0/8,here" };

        var result = new LockersLimitsValidator().Validate(null, limits);

        var failures = result.Failures!.ToList();
        Assert.Equal(9, failures.Count);
        foreach (var key in (string[])["Lockers:MaxValueBytes is 0", "Lockers:MaxPathDepth is 1025", "Lockers:MaxKeyBytes is -1", "Lockers:MaxLoadBytes is ", "Lockers:MaxConnections is 0", "Lockers:MaxWatchers is 1000001", "Lockers:MaxEventsPerPeer is 0", "Lockers:MaxEventBytes is 524289", "Lockers:PeerNetworks has 'here'"])
            Assert.Single(failures, failure => failure.StartsWith(key, StringComparison.Ordinal));
    }

    [Fact]
    public void The_bodies_under_way_may_not_be_fewer_than_one_value()
    {
        var limits = new LockersLimits { MaxValueBytes = 1000, MaxBodyBytesInFlight = 999 };
        Assert.Contains("Lockers:MaxBodyBytesInFlight is 999", new LockersLimitsValidator().Validate(null, limits).FailureMessage, StringComparison.Ordinal);

        limits.MaxBodyBytesInFlight = 1000;
        Assert.True(new LockersLimitsValidator().Validate(null, limits).Succeeded);
    }

    [Fact]
    public void By_default_at_least_four_of_the_largest_values_may_be_under_way() =>
        Assert.InRange(new LockersLimits { MaxValueBytes = 64 * 1024 * 1024 }.BodyBytesInFlight, 256L * 1024 * 1024, long.MaxValue);

    [Theory]
    [InlineData(1, 1, 1, 1L)]
    [InlineData(64 * 1024 * 1024, 1024, 16 * 1024, 1L << 40)]
    public void The_bounds_themselves_are_legal(int value, int depth, int key, long load) => Assert.True(new LockersLimitsValidator()
        .Validate(null, new() { MaxValueBytes = value, MaxPathDepth = depth, MaxKeyBytes = key, MaxLoadBytes = load }).Succeeded);
}
