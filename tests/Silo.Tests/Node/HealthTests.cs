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
        Answer answer = null!;
        await Until.Holds(
            async () => (answer = await node.Client.Get(target)).Status == 200, TestDeadlines.Step, () => $"{target} is 200: {answer}",
            TestContext.Current.CancellationToken);

        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal("Healthy\n", answer.Text);
    }

    [Fact]
    public async Task The_start_is_logged_with_address_storage_version_and_dashboard()
    {
        foreach (var said in (string[])[$":{node.Address.Port}", "Memory", "0.1.0", "/dashboard"])
        {
            await Until.Holds(
                () => Task.FromResult(node.Process.Output.Contains(said, StringComparison.Ordinal)), TestDeadlines.Step,
                () => $"'{said}' is logged:\n{node.Process.Output}", TestContext.Current.CancellationToken);
        }
    }
}
