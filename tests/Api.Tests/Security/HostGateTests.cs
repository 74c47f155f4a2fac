using Lockers.Api.Security;

namespace Lockers.Api.Tests.Security;

public sealed class HostGateTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("lockers.localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("node")]
    public void This_machine_and_names_that_no_stranger_can_have_pass(string host) => Assert.True(HostGate.Passes(host));

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("evil.localhost.example")]
    [InlineData("evillocalhost.com")]
    public void Names_that_a_stranger_can_have_do_not(string host) => Assert.False(HostGate.Passes(host));
}
