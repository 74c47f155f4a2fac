using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Settings;

/// <summary>What testers asked of a real goto 0.4.1 registry while it had pods to call.</summary>
public sealed class RouteTests(LockersNode node)
{
    [Theory]
    [InlineData("goto-0.4.1-control.jsonl")]
    [InlineData("goto-0.7.0-control.jsonl")]
    [InlineData("goto-0.9-control.jsonl")]
    public async Task No_route_by_which_pods_are_controlled_is_missing(string recording)
    {
        await node.Client.Cleared();
        foreach (var line in Recordings.Lines(recording).Where(line => line.Status is 200 or 202 or 204 or 424 && IsOfSettings(line.Uri)).DistinctBy(line => line.Uri))
        {
            var answer = await node.Client.Post(line.Uri.Replace("|", "%7C", StringComparison.Ordinal), line.Body.Length > 0 ? line.Body : null, "application/json");
            Assert.True(answer.Status is 200, $"{line.Uri}: {answer}");
        }
    }

    // Of the POSTs: what is read is covered elsewhere, and what is about pods alone too.
    private static bool IsOfSettings(string uri) =>
        uri.Split('?')[0].Split('/') is ["", "registry", "peers", var first, .., var last] && !uri.Contains("/results", StringComparison.Ordinal)
        && (uri.Contains("/targets/", StringComparison.Ordinal) || uri.Contains("/jobs/", StringComparison.Ordinal)
            || (first is "track" or "probe" or "probes" && last is not "headers"));
}
