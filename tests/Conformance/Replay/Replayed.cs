using System.Collections.Concurrent;
using Lockers.Conformance.Control;
using Lockers.Conformance.Sessions;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Replay;

/// <summary>The recordings, each replayed once against nodes of its own.</summary>
public sealed class Replayed
{
    /// <summary>The recordings, and how each is played.</summary>
    private static readonly Dictionary<string, Func<string, Task<ReplayReport>>> Plays = new()
    {
        ["goto-0.4.1-lockers-tour.jsonl"] = Tour,
        ["goto-0.4.1-lockers-values.jsonl"] = Tour,
        ["goto-0.4.1-peers.jsonl"] = Tour,
        ["goto-0.4.1-results.jsonl"] = Tour,
        [LaterLockers.File] = Tour,
        [Contexts.File] = Tour,
        ["goto-0.4.1-control.jsonl"] = ControlReplay.Run,
        ["goto-0.7.0-control.jsonl"] = ControlReplay.Run,
        ["goto-0.9-control.jsonl"] = ControlReplay.Run,
        ["goto-0.4.1-names.jsonl"] = FullSession.Run,
        ["goto-0.4.1-full-session.jsonl.gz"] = FullSession.Run,
        ["goto-0.9-full-session.jsonl.gz"] = FullSession.Run,
    };

    private readonly ConcurrentDictionary<string, Lazy<Task<ReplayReport>>> _reports = new();

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Files => Plays.Keys;

    internal Task<ReplayReport> Of(string file) => _reports.GetOrAdd(file, _ => new(() => Plays[file](file))).Value;

    // What one client asked of a fresh registry.
    private static async Task<ReplayReport> Tour(string file)
    {
        await using var node = await LockersNode.Start();
        var report = new ReplayReport(file);
        foreach (var (i, exchange) in Recordings.Lines(file).Index())
        {
            var body = exchange.Body.Length == 0 ? null : exchange.Body;
            var ours = exchange.Method == "GET" ? await node.Client.Get(exchange.Uri) : await node.Client.Post(exchange.Uri, body, exchange.Headers.GetValueOrDefault("Content-Type", "text/plain"));
            report.Add(i + 1, exchange, ours);
        }

        return report;
    }
}
