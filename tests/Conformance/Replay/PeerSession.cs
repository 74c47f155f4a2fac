using System.Text.Json.Nodes;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Replay;

/// <summary>The session of three live peers of 0.4.1 or 0.7, played to a node over bare sockets as they sent it.</summary>
internal sealed class PeerSession : IDisposable
{
    public const string AnswersFile = "goto-0.4.1-answers-after-session.json";

    private readonly LockersNode _node;
    private readonly Dictionary<string, RawConnection> _connections = [];
    private readonly IReadOnlyList<Recording> _lines;
    private readonly ReplayReport _report;
    private int _next;

    private PeerSession(LockersNode node, string version)
    {
        _node = node;
        _lines = Recordings.Lines($"goto-{version}-peer-session.jsonl");
        _report = new ReplayReport($"goto-{version}-peer-session.jsonl");
    }

    /// <summary>How the answers that the peers got compare.</summary>
    public ReplayReport Report => _report;

    /// <summary>What the last request was answered.</summary>
    public Answer? Last { get; private set; }

    /// <summary>Plays it until the answers after the session were taken: the traffic is over, no peer has stopped.</summary>
    public static async Task<PeerSession> UpToTheAnswers(LockersNode node, string version = "0.4.1")
    {
        var session = new PeerSession(node, version);
        await session.PlayUntil(IsOfTester);
        await SetUp(node, version);
        await session.PlayUntil(IsOfEnd);
        return session;
    }

    /// <summary>
    /// Does what a tester did between the first reminders and the traffic. Targets and tracking headers come with a dump: the pods that would be
    /// told of them are not there.
    /// </summary>
    public static async Task SetUp(LockersNode node, string version)
    {
        var opened = await node.Client.Post("/registry/lockers/open/run1");
        Require(opened.Status == 200, opened);
        var dump = Answers(version)["/registry/dump"]!;
        var setUp = new JsonObject
        {
            ["peerTargets"] = dump["peerTargets"]!.DeepClone(),
            ["peerTrackingHeaders"] = dump["peerTrackingHeaders"]!.DeepClone(),
        };
        var loaded = await node.Client.Post("/registry/load", setUp.ToJsonString(), "application/json");
        Require(loaded.Status == 200, loaded);
    }

    /// <summary>What the registry answered after the traffic, by URI.</summary>
    public static JsonObject Answers(string version) =>
        JsonNode.Parse(Recordings.Json($"goto-{version}-answers-after-session.json").GetRawText())!.AsObject();

    /// <summary>Plays what is left.</summary>
    public Task PlayRest() => PlayUntil(_ => false);

    public void Dispose()
    {
        foreach (var connection in _connections.Values) connection.Dispose();
    }

    // The first that follows from what a tester set up: a report, or from 0.7 on the event that headers are tracked.
    private static bool IsOfTester(Recording line) =>
        line.Uri.Contains("/locker/", StringComparison.Ordinal) || line.Body.Contains("Tracking Headers Added", StringComparison.Ordinal);

    // A pod was stopped: from 0.7 on it tells what it has left to tell.
    private static bool IsOfEnd(Recording line) =>
        line.Uri.Contains("/remove/", StringComparison.Ordinal) || line.Body.Contains("Flushed Traffic Report", StringComparison.Ordinal);

    private static void Require(bool condition, Answer answer)
    {
        if (!condition) throw new InvalidOperationException($"The session cannot be set up: {answer}");
    }

    private async Task PlayUntil(Func<Recording, bool> end)
    {
        for (; _next < _lines.Count && !end(_lines[_next]); _next++)
        {
            var line = _lines[_next];
            Last = await (await ConnectionOf(line)).Exchange(
                line.Method, line.Uri, line.Body, "User-Agent: Go-http-client/1.1", $"Content-Type: {line.RequestType}",
                "Accept-Encoding: gzip");
            _report.Add(_next + 1, line, Last);
        }
    }

    // Each pod keeps a connection of its own alive.
    private async Task<RawConnection> ConnectionOf(Recording line)
    {
        var pod = line.Uri.Split('/')[3];
        if (!_connections.TryGetValue(pod, out var connection))
            _connections[pod] = connection = await RawConnection.Open(_node.Address);
        return connection;
    }
}
