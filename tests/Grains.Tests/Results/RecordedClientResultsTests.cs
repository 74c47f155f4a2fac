using System.Text.Json;
using System.Text.Json.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Grains.Tests.Results;

/// <summary>Against what goto 0.9 answered under <c>client/results</c> to the same reports, member by member.</summary>
public class RecordedClientResultsTests
{
    private static readonly Lazy<(ReportReplay Replay, IReadOnlyDictionary<string, JsonElement> Answers)> Session = new(Play);

    [Theory]
    [InlineData("/registry/peers/client/results")]
    [InlineData("/registry/peers/client/results/summary")]
    [InlineData("/registry/peers/client/results/targets=echo", "echo")]
    [InlineData("/registry/peers/client/results/targets=echo,slow", "echo", "slow")]
    [InlineData("/registry/peers/client/results/targets=missing", "missing")]
    [InlineData("/registry/peers/client/results/targets=Mixed%20Case-x", "Mixed Case-x")]
    public void Summaries_are_the_same(string uri, params string[] targets)
    {
        foreach (var peer in Session.Value.Answers[uri].EnumerateObject())
            Same(peer.Value, Written.ClientSummary(Session.Value.Replay.Results(peer.Name, null, targets)));
    }

    [Theory]
    [InlineData("/registry/peers/peer1/client/results/details")]
    [InlineData("/registry/peers/client/results/details/targets=retry,refused", "retry", "refused")]
    public void Details_are_the_same(string uri, params string[] targets)
    {
        var answer = Session.Value.Answers[uri];
        foreach (var peer in answer.GetProperty("details").EnumerateObject())
        {
            var results = Session.Value.Replay.Results(peer.Name, null, targets);
            Same(peer.Value, Written.ClientDetails(results));
            Same(answer.GetProperty("summary").GetProperty(peer.Name), Written.ClientSummary(results, parts: true));
        }
    }

    [Theory]
    [InlineData("/registry/peers/instances/client/results")]
    [InlineData("/registry/peers/instances/client/results/targets=echo", "echo")]
    [InlineData("/registry/peers/peer1/instances/client/results/targets=retry,slow", "retry", "slow")]
    public void Instances_are_the_same(string uri, params string[] targets)
    {
        foreach (var peer in Session.Value.Answers[uri].EnumerateObject())
        {
            foreach (var instance in peer.Value.EnumerateObject())
                Same(instance.Value, Written.ClientSummary(Session.Value.Replay.Results(peer.Name, instance.Name, targets)));
        }
    }

    // The answers that were given before the peers reported again.
    private static (ReportReplay Replay, IReadOnlyDictionary<string, JsonElement> Answers) Play()
    {
        var (replay, answers) = (new ReportReplay(), new Dictionary<string, JsonElement>());
        foreach (var line in Recordings.Lines("goto-0.9-full-session.jsonl.gz"))
        {
            if (answers.Count > 0 && line.Method == "POST") break;
            replay.Play(line);
            if (line.Method != "GET" || !line.Uri.Contains("client/results", StringComparison.Ordinal) || line.Status != 200) continue;
            using var answer = JsonDocument.Parse(line.Response);
            answers.TryAdd(line.Uri, answer.RootElement.Clone());
        }

        return (replay, answers);
    }

    private static void Same(JsonElement expected, string actual)
    {
        using var ours = JsonDocument.Parse(actual);
        var (theirs, own) = (Comparable(expected), Comparable(ours.RootElement));
        Assert.Equal(theirs.ToJsonString(), own.ToJsonString());
    }

    // A goto keeps the first instance's times at a header, loses what the counts by time bucket are made up of, and forgets to sum retried invocations.
    private static JsonNode Comparable(JsonElement json)
    {
        var node = JsonNode.Parse(json.GetRawText())!;
        Mask(node, "");
        return node;
    }

    private static void Mask(JsonNode? node, string name)
    {
        if (node is not JsonObject members) return;
        if (members.ContainsKey("retriedInvocationCounts")) members["retriedInvocationCounts"] = 0;
        if (members.ContainsKey("header")) (members["firstResultAt"], members["lastResultAt"]) = ("", "");
        foreach (var (key, value) in members.ToList())
        {
            if (name == "byTimeBuckets" && value is JsonObject bucket) bucket.Remove("byStatusCodes");
            Mask(value, key);
        }
    }
}
