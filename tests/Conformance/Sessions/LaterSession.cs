using Lockers.Conformance.Replay;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Sessions;

/// <summary>
/// The session of three live peers of goto 0.9, played to a node: registrations and reminders as HTTP/1.1, events and results as the bytes of the
/// connections of HTTP/2 that they used.
/// </summary>
internal sealed class LaterSession : IAsyncDisposable
{
    private const string File = "goto-0.9-peer-session.jsonl";

    // A peer's first event comes before its registration, the next three before anything was set up.
    private const int FirstEvent = 3;
    private const int LastOfStart = 9;

    // The last stream before the pod at 8092 was stopped; what it told then, and what it told when it was no peer any more.
    private const int LastOfTraffic = 35;
    private const int LastOfFarewell = 41;

    private readonly LockersNode _node;
    private readonly List<Recording> _requests;
    private readonly List<byte[]> _sent;
    private readonly List<Http2Replay> _replays = [];
    private readonly ReplayReport _report = new(File);

    private LaterSession(LockersNode node)
    {
        _node = node;
        var lines = Recordings.Lines(File);
        _requests = [.. lines.Where(line => line.Http2 is null)];
        _sent = [.. lines.Select(line => line.Http2).OfType<byte[]>()];
    }

    /// <summary>How the answers that the peers got compare.</summary>
    public ReplayReport Report => _report;

    /// <summary>Plays it until the answers after the session were taken: the traffic is over, no peer has stopped.</summary>
    public static async Task<LaterSession> UpToTheAnswers(LockersNode node)
    {
        var session = new LaterSession(node);
        foreach (var sent in session._sent) session._replays.Add(await Http2Replay.Open(node, sent));
        for (var pod = 0; pod < 3; pod++)
        {
            await session._replays[pod].PlayUntilAnswered(FirstEvent);
            await session.Ask(pod);
            await session.Play(pod, LastOfStart);
        }

        await PeerSession.SetUp(node, "0.9");
        await session.Play(0, 37);
        await session.Play(1, LastOfTraffic);
        await session.Play(2, 27);
        await session.Play(3, 5);
        await session.Play(4, 5);
        await session.Play(5, 3);
        for (var request = 3; request < 9; request++) await session.Ask(request);
        return session;
    }

    /// <summary>Plays what is left: a pod stops, another starts again.</summary>
    public async Task PlayRest()
    {
        await Play(1, LastOfFarewell);
        await Ask(9);
        await Play(1, LastOfFarewell + 2);
        for (var request = 10; request < 13; request++) await Ask(request);
        await _replays[6].PlayUntilAnswered(FirstEvent);
        await Ask(13);
        await Play(6, LastOfStart);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var replay in _replays) replay.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task Ask(int request)
    {
        var line = _requests[request];
        var ours = await RawConnection.Exchange(
            _node.Address, line.Method, line.Uri, line.Body, "User-Agent: Go-http-client/1.1", $"Content-Type: {line.RequestType}");
        _report.Add(request + 1, line, ours);
    }

    private async Task Play(int connection, int lastStream)
    {
        var answer = await _replays[connection].PlayUntilAnswered(lastStream);
        Require(answer is { IsWhole: true, Status: 200 }, answer.ToString());
    }

    private static void Require(bool condition, string? what = null)
    {
        if (!condition) throw new InvalidOperationException($"The session cannot be played: {what}");
    }
}
