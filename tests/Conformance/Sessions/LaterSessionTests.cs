using System.Text.Json.Nodes;
using Lockers.Conformance.Comparison;
using Lockers.Conformance.Replay;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Conformance.Sessions;

/// <summary>Sessions of live peers of 0.7 and 0.9. Lockers are shown in the shapes of 0.4.1: what is compared are peers, results and events.</summary>
public sealed class LaterSessionTests
{
    private const string Events = "/registry/peers/events?unified=y&data=y";

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

        var theirs = Said(PeerSession.Answers("0.7.0")[Events]!);
        Assert.NotEmpty(theirs);
        Assert.Equal(theirs, Said((await node.Client.Get(Events)).Json!));
    }

    [Fact]
    public async Task Events_of_09_are_one_timeline_of_the_current_locker()
    {
        await using var node = await LockersNode.Start();
        await using var session = await LaterSession.UpToTheAnswers(node);

        // It shows all lockers' events here, and by peer, but none that is not JSON.
        var theirs = PeerSession.Answers("0.9")[Events]!;
        var opened = theirs["registry"]!.AsArray().Single(shown => (string?)shown!["title"] == "Registry: Locker Opened");
        var expected = Said(theirs).Order(StringComparer.Ordinal).Where(said => string.CompareOrdinal(said, At(opened!)) > 0).ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Said((await node.Client.Get(Events)).Json!).Where(said => !said.Contains(" Target Invoked ", StringComparison.Ordinal)));
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

    // What each event of a peer says, in the order in which it is shown.
    private static List<string> Said(JsonNode timelines) =>
    [
        .. timelines.AsObject()
            .SelectMany(timeline => timeline.Value!.AsArray())
            .Where(shown => (string?)shown!["peer"] != "registry")
            .Select(shown => $"{At(shown!)} {shown!["title"]} {shown["peer"]} {shown["peerHost"]} {Sorting.Members(shown["data"] ?? "").ToJsonString()}"),
    ];

    // Times end with as many digits as they need: padded, they are in order as texts.
    private static string At(JsonNode shown) => ((string)shown["at"]!).TrimEnd('Z').PadRight("2026-11-27T01:02:03.123456789".Length, '0');
}
