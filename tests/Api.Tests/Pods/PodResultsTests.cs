using Lockers.Api.Pods;

namespace Lockers.Api.Tests.Pods;

public sealed class PodResultsTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("p:", false)]
    [InlineData("p:1", false)]
    [InlineData("p:0", true)]
    [InlineData("p:01", false)]
    [InlineData("p:00", false)]
    [InlineData("p:11 q:0", true)]
    public void It_is_failed_where_the_only_pod_of_a_peer_failed(string pods, bool failed)
    {
        var results = new PodResults([
            .. pods.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(peer => peer.Split(':'))
                .Select(peer => new PeerResults(peer[0], [.. peer[1].Select((done, i) => new PodResult($"10.0.0.{i}:80", done == '1'))]))]);

        Assert.Equal(failed, results.IsFailed);
        Assert.Equal(!pods.Contains("p:0", StringComparison.Ordinal), results.IsDone("p"));
    }
}
