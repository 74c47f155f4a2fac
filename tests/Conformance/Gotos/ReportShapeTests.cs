using System.Text.Json.Nodes;
using Lockers.Gotos;
using Lockers.Gotos.Results;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Conformance.Gotos;

/// <summary>The results that the goto-like peers send have the members of those that real ones sent, at every place.</summary>
public sealed class ReportShapeTests
{
    private const string Tracked = "x-tenant|x-ver|via-goto,via-goto,x-ver";

    [Theory]
    [InlineData("goto-0.4.1-full-session.jsonl.gz", GotoGeneration.V041)]
    [InlineData("goto-0.9-full-session.jsonl.gz", GotoGeneration.V09)]
    public void Results_have_the_members_of_real_ones(string file, GotoGeneration generation)
    {
        var recorded = Recordings.Lines(file).Last(line => line.Uri.EndsWith("client,retry", StringComparison.Ordinal));
        var results = new PeerResults(new GotoDialect(generation));
        results.Track(Tracked);
        results.Track(TimeBuckets.Parse("0-5")!);
        results.Add("retry", Call(503, retries: 2));

        var expected = Places(JsonNode.Parse(recorded.Body)!).ToHashSet();
        // Which times are counted beside which is real gotos' own affair: a registry merges what is there.
        expected.RemoveWhere(place => place.Contains("byTimeBuckets", StringComparison.Ordinal));

        Assert.Equal(expected.Order(StringComparer.Ordinal), Places(results.Json("retry")!).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Counts_are_cumulative_and_crossed()
    {
        var results = new PeerResults(new GotoDialect(GotoGeneration.V041));
        results.Track("x-tenant|via-goto");
        for (var i = 0; i < 3; i++) results.Add("t", Call(200, retries: 0));
        results.Add("t", Call(503, retries: 2));

        var sums = results.Read(ResultSums.Of).Numbers;

        Assert.Equal(4, sums["t | invocations"]);
        Assert.Equal(1, sums["t | retried"]);
        Assert.Equal(3, sums["t | status | 200 OK"]);
        Assert.Equal(4, sums["t | header | x-tenant | value | acme"]);
        Assert.Equal(1, sums["t | header | x-tenant | with | via-goto | code | 503"]);
        Assert.Empty(ResultSums.Of(new JsonObject { ["t"] = results.Json("t") }).Differences(results.Read(ResultSums.Of)));
    }

    private static CallResult Call(int code, int retries)
    {
        var status = code == 200 ? "200 OK" : "503 Service Unavailable";
        var headers = new Dictionary<string, IReadOnlyList<string>> { ["x-tenant"] = ["acme"], ["x-ver"] = ["v1"], ["via-goto"] = ["peer2"] };
        return new("/status/503", status, code, headers, retries, retries > 0 ? status : null, TimeProvider.System.GetUtcNow(), TimeSpan.FromMilliseconds(1));
    }

    // Every member's place, with what is counted by name left as it is: both sides count the same.
    private static IEnumerable<string> Places(JsonNode json, string place = "")
    {
        if (json is not JsonObject members) yield break;
        foreach (var (name, value) in members)
        {
            var here = $"{place}/{name}";
            yield return here;
            if (value is null) continue;
            foreach (var below in Places(value, here)) yield return below;
        }
    }
}
