using Lockers.Api.Hosting;

namespace Lockers.Api.Tests.Hosting;

public sealed class NewReasonsTests
{
    [Fact]
    public void Each_reason_is_said_once_whatever_its_numbers_and_not_more_than_the_most()
    {
        var reasons = new NewReasons(most: 3);

        Assert.True(reasons.Add("Connection to 10.0.0.1:5432 refused"));
        Assert.True(reasons.Add("password authentication failed"));
        Assert.False(reasons.Add("Connection to 10.0.0.2:15432 refused"));
        Assert.False(reasons.Add("password authentication failed"));
        Assert.True(reasons.Add("no silos"));
        Assert.False(reasons.Add("one reason too many"));
    }
}
