using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Node;

public sealed class HealthTests(LockersNode node)
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_node_that_serves_is_live_and_ready(string target)
    {
        var answer = await node.Client.Get(target).Done();

        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal("Healthy\n", answer.Text);
    }

    [Fact]
    public async Task The_start_is_logged_with_address_storage_version_and_dashboard()
    {
        await node.Client.Get("/health/ready").Done();

        var log = node.Process.Output;

        Assert.Contains($":{node.Address.Port}", log, StringComparison.Ordinal);
        Assert.Contains("Memory", log, StringComparison.Ordinal);
        Assert.Contains("0.1.0", log, StringComparison.Ordinal);
        Assert.Contains("/dashboard", log, StringComparison.Ordinal);
    }
}
