using System.Text.Json;
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

    [Fact]
    public async Task The_dashboard_shows_the_silo_and_how_many_grains_are_active()
    {
        await RawConnection.Exchange(node.Address, "POST", "/registry/lockers/dashboard/store/a", "text");
        JsonElement counters = default;
        await Until.Holds(
            async () =>
            {
                var answer = await RawConnection.Exchange(node.Address, "GET", "/dashboard/DashboardCounters");
                Assert.Equal(200, answer.Status);
                counters = JsonDocument.Parse(answer.Text).RootElement;
                return Active("LockerGrain") > 0;
            },
            TestDeadlines.Step, () => $"No locker is active: {counters}", TestContext.Current.CancellationToken);

        var silo = Assert.Single(counters.GetProperty("hosts").EnumerateArray()).GetProperty("siloAddress").GetString();
        foreach (var page in (string[])["ClusterStats", "TopGrainMethods", "GrainTypes", $"SiloProperties/{silo}", $"SiloStats/{silo}", $"SiloCounters/{silo}"])
            Assert.Equal(200, (await RawConnection.Exchange(node.Address, "GET", $"/dashboard/{page}")).Status);

        int Active(string grain) => counters.GetProperty("simpleGrainStats").EnumerateArray()
            .Where(of => of.GetProperty("grainType").GetString()!.Split('.', ',').Contains(grain)).Sum(of => of.GetProperty("activationCount").GetInt32());
    }
}
