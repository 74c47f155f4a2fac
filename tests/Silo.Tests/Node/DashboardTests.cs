using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Node;

public sealed class DashboardTests(LockersNode node)
{
    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/")]
    public async Task The_dashboard_is_served(string target)
    {
        var answer = await RawConnection.Exchange(node.Address, "GET", target);
        if (answer.Status is 301 or 302 or 307 or 308)
            answer = await RawConnection.Exchange(node.Address, "GET", new Uri(node.Address, answer.Headers["Location"]).AbsolutePath);

        Assert.Equal(200, answer.Status);
        Assert.Contains("html", answer.ContentType, StringComparison.OrdinalIgnoreCase);
    }
}
