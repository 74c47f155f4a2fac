using System.Text.Json.Nodes;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Replay;

/// <summary>The session of three live peers, played to a node over bare sockets as they sent it.</summary>
internal sealed class PeerSession : IDisposable
{
    public const string File = "goto-0.4.1-peer-session.jsonl";
    public const string AnswersFile = "goto-0.4.1-answers-after-session.json";

    private readonly LockersNode _node;
    private readonly Dictionary<string, RawConnection> _connections = [];
    private readonly IReadOnlyList<Recording> _lines = Recordings.Lines(File);
    private readonly ReplayReport _report = new(File);
    private int _next;

    private PeerSession(LockersNode node) => _node = node;

    /// <summary>How the answers that the peers got compare.</summary>
    public ReplayReport Report => _report;

    /// <summary>What the last request was answered.</summary>
    public Answer? Last { get; private set; }

    /// <summary>Plays it until the answers after the session were taken: the traffic is over, no peer has stopped.</summary>
    public static async Task<PeerSession> UpToTheAnswers(LockersNode node)
    {
        var session = new PeerSession(node);
        await session.PlayUntil(line => line.Uri.Contains("/locker/", StringComparison.Ordinal));
        await session.PlayTester();
        await session.PlayUntil(line => line.Uri.Contains("/remove/", StringComparison.Ordinal));
        return session;
    }

    /// <summary>Plays what is left.</summary>
    public Task PlayRest() => PlayUntil(_ => false);

    public void Dispose()
    {
        foreach (var connection in _connections.Values) connection.Dispose();
    }

    // What a tester set up between the first reminders and the traffic. Targets and tracking headers come with a dump: the
    // calls that set them call out to pods, which is a later version's.
    private async Task PlayTester()
    {
        var opened = await _node.Client.Post("/registry/lockers/open/run1");
        Require(opened.Status == 200, opened);
        var dump = Recordings.Json(AnswersFile).GetProperty("/registry/dump");
        var setUp = new JsonObject
        {
            ["peerTargets"] = JsonNode.Parse(dump.GetProperty("peerTargets").GetRawText()),
            ["peerTrackingHeaders"] = dump.GetProperty("peerTrackingHeaders").GetString(),
        };
        var loaded = await _node.Client.Post("/registry/load", setUp.ToJsonString(), "application/json");
        Require(loaded.Status == 200, loaded);
    }

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
