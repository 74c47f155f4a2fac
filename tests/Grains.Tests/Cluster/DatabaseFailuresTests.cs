using Lockers.Grains.Cluster;
using Xunit;

namespace Lockers.Grains.Tests.Cluster;

public sealed class DatabaseFailuresTests
{
    public static TheoryData<Exception> Aways => ServingLeaseTests.Aways;

    public static TheoryData<Exception> Faults => ServingLeaseTests.Faults;

    [Theory]
    [MemberData(nameof(Aways), DisableDiscoveryEnumeration = true)]
    public void A_database_that_is_out_of_reach_is_away(Exception error) => Assert.True(DatabaseFailures.IsAway(error));

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_database_that_refuses_is_not_away(Exception error) => Assert.False(DatabaseFailures.IsAway(error));
}
