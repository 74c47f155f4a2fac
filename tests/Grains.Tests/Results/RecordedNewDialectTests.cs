using System.Text;
using System.Text.Json;
using Lockers.Grains.Interfaces;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Grains.Tests.Results;

/// <summary>
/// Against what goto 0.9 answered to the same reports. Its answers have another shape than ours, so each of its
/// numbers is looked up where ours has it. <c>retriedInvocationCounts</c> is left out: goto forgets to sum it.
/// </summary>
public class RecordedNewDialectTests
{
    [Fact]
    public void Totals_of_live_peers_are_those_of_their_registry()
    {
        var expected = Recordings.Json("goto-0.9-answers-after-session.json")
            .GetProperty("/registry/peers/client/results/details").GetProperty("details");
        using var actual = JsonDocument.Parse(Replay().Detailed());

        var targets = 0;
        foreach (var peer in actual.RootElement.EnumerateObject())
        {
            foreach (var target in peer.Value.EnumerateObject())
            {
                AssertTarget(expected.GetProperty(peer.Name).GetProperty(target.Name), target.Value);
                targets++;
            }
        }

        Assert.Equal(3, targets);
    }

    private static ReportReplay Replay()
    {
        var replay = new ReportReplay();
        var connection = 0;
        foreach (var line in Recordings.Lines("goto-0.9-peer-session.jsonl").Where(line => line.Http2 is not null))
        {
            connection++;
            foreach (var body in Http2Bodies.In(line.Http2!).Where(body => body.StartsWith("{\"target\":", StringComparison.Ordinal)))
            {
                // The paths are compressed away. Each instance reports on its own connection; only peer2 calls t3.
                using var json = JsonDocument.Parse(body);
                var target = json.RootElement.GetProperty("target").GetString()!;
                replay.Store(target == "t3" ? "peer2" : "peer1", $"instance {connection}", target, body);
            }
        }

        return replay;
    }

    private static void AssertTarget(JsonElement expected, JsonElement actual)
    {
        Assert.Equal(expected.GetProperty("invocationCount").GetInt64(), actual.GetProperty("invocationCounts").GetInt64());
        Assert.Equal(Ticks(expected.GetProperty("firstResultAt")), Ticks(actual.GetProperty("firstResponse")));
        Assert.Equal(Ticks(expected.GetProperty("lastResultAt")), Ticks(actual.GetProperty("lastResponse")));
        AssertMap(expected.GetProperty("countsByStatus"), actual.GetProperty("countsByStatus"), AssertNumber);
        AssertMap(expected.GetProperty("countsByStatusCodes"), actual.GetProperty("countsByStatusCodes"), AssertNumber);
        AssertMap(expected.GetProperty("countsByURIs"), actual.GetProperty("countsByURIs"), AssertNumber);
        AssertMap(expected.GetProperty("countsByHeaders"), actual.GetProperty("countsByHeaders"), AssertHeader);
    }

    private static void AssertHeader(JsonElement expected, JsonElement actual)
    {
        // goto keeps the first instance's times at a header; those of its values and status codes are merged.
        AssertNumber(expected, actual.GetProperty("count").GetProperty("value"));
        AssertNumber(expected.GetProperty("retries"), actual.GetProperty("count").GetProperty("retries"));
        AssertMap(expected.GetProperty("countsByValues"), actual.GetProperty("countsByValues"), AssertCount);
        AssertMap(expected.GetProperty("countsByStatusCodes"), actual.GetProperty("countsByStatusCodes"), AssertCount);
        AssertMap(
            expected.GetProperty("countsByValuesStatusCodes"),
            actual.GetProperty("countsByValuesStatusCodes"),
            (codes, ours) => AssertMap(codes, ours, AssertCount));
    }

    private static void AssertCount(JsonElement expected, JsonElement actual)
    {
        AssertNumber(expected, actual.GetProperty("value"));
        AssertNumber(expected.GetProperty("retries"), actual.GetProperty("retries"));
        Assert.Equal(Ticks(expected.GetProperty("firstResultAt")), Ticks(actual.GetProperty("firstResponse")));
        Assert.Equal(Ticks(expected.GetProperty("lastResultAt")), Ticks(actual.GetProperty("lastResponse")));
    }

    private static void AssertNumber(JsonElement expected, JsonElement actual) => Assert.Equal(
        (expected.ValueKind == JsonValueKind.Object ? expected.GetProperty("count") : expected).GetInt64(), actual.GetInt64());

    private static void AssertMap(JsonElement expected, JsonElement actual, Action<JsonElement, JsonElement> assert)
    {
        Assert.Equal(expected.EnumerateObject().Select(m => m.Name), actual.EnumerateObject().Select(m => m.Name));
        foreach (var member in expected.EnumerateObject())
        {
            assert(member.Value, actual.GetProperty(member.Name));
        }
    }

    private static long Ticks(JsonElement time)
    {
        Assert.True(Rfc3339.TryParse(Encoding.UTF8.GetBytes(time.GetString()!), out var ticks));
        return ticks;
    }
}
