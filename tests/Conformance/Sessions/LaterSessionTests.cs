using System.Text.Json.Nodes;
using Lockers.Conformance.Comparison;
using Lockers.Conformance.Replay;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Conformance.Sessions;

/// <summary>Sessions of live peers of 0.7 and 0.9. Lockers are shown in the shapes of 0.4.1: what is compared are peers, results and events.</summary>
public sealed class LaterSessionTests
{
    private static readonly string[] Of07 =
        ["/registry/peers", "/registry/peers/lockers/targets/results", "/registry/peers/lockers/targets/results?detailed=Y"];

    private static readonly string[] Of09 = ["/registry/peers", "/registry/peers/client/results", "/registry/peers/client/results/details"];

    [Fact]
    public async Task A_session_of_07_is_answered_as_by_goto()
    {
        await using var node = await LockersNode.Start();
        using var session = await PeerSession.UpToTheAnswers(node, "0.7.0");
        var faults = await Compare(node, PeerSession.Answers("0.7.0"), Of07);
        await session.PlayRest();

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(session.Report.Faults.Count == 0, string.Join('\n', session.Report.Faults));
    }

    [Fact]
    public async Task A_session_of_09_is_answered_as_by_goto()
    {
        await using var node = await LockersNode.Start();
        await using var session = await LaterSession.UpToTheAnswers(node);
        var faults = await Compare(node, PeerSession.Answers("0.9"), Of09);
        await session.PlayRest();

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(session.Report.Faults.Count == 0, string.Join('\n', session.Report.Faults));
    }

    [Fact]
    public async Task Events_of_07_are_one_timeline_of_the_current_locker()
    {
        await using var node = await LockersNode.Start();
        using var session = await PeerSession.UpToTheAnswers(node, "0.7.0");

        await SameEvents(node, PeerSession.Answers("0.7.0"));
    }

    [Fact]
    public async Task Events_of_09_are_one_timeline_of_the_current_locker()
    {
        await using var node = await LockersNode.Start();
        await using var session = await LaterSession.UpToTheAnswers(node);

        await SameEvents(node, PeerSession.Answers("0.9"));
    }

    private static async Task<List<string>> Compare(LockersNode node, JsonObject answers, string[] uris)
    {
        var comparer = new Comparer();
        var faults = new List<string>();
        foreach (var uri in uris)
        {
            var ours = await node.Client.Get(uri);
            var difference = ours.Status == 200 ? comparer.Json(uri, WithoutRegistry(answers[uri]!), ours) : $"got {ours}";
            if (difference is not null) faults.Add($"{uri}: {difference}");
        }

        return faults;
    }

    // 0.9 lists itself as a peer, for its events.
    private static JsonObject WithoutRegistry(JsonNode answer)
    {
        var peers = answer.DeepClone().AsObject();
        foreach (var map in (JsonObject?[])[peers, peers["details"] as JsonObject, peers["summary"] as JsonObject]) map?.Remove("registry");
        return peers;
    }

    // What each event says is compared, in its order: 0.9 shows all lockers' events here, and by peer, but none that is not JSON.
    private static async Task SameEvents(LockersNode node, JsonObject answers)
    {
        const string uri = "/registry/peers/events?unified=y&data=y";
        var theirs = Said(answers[uri]!).ToList();
        var ours = Said((await node.Client.Get(uri)).Json!).Where(said => theirs.Contains(said) || !said.StartsWith("Target Invoked ", StringComparison.Ordinal)).ToList();

        Assert.All(ours, said => Assert.Contains(said, theirs));
        Assert.Contains(ours, said => said.StartsWith("Invocation Finished ", StringComparison.Ordinal));
        Assert.Equal(ours.Where(said => said.StartsWith("Invocation", StringComparison.Ordinal)), theirs.Where(said => said.StartsWith("Invocation", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Said(JsonNode timelines) => timelines.AsObject()
        .SelectMany(timeline => timeline.Value!.AsArray())
        .Where(shown => (string?)shown!["peer"] != "registry")
        .OrderBy(shown => (string)shown!["at"]!, StringComparer.Ordinal)
        .Select(shown => $"{shown!["title"]} {shown["at"]} {shown["peer"]} {shown["peerHost"]}");
}
