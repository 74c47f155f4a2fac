using System.Collections.Concurrent;
using Lockers.Tests.Shared;

namespace Lockers.Conformance.Replay;

/// <summary>The recordings, each replayed once against a node of its own.</summary>
public sealed class Replayed
{
    /// <summary>Recordings that were taken against a fresh registry.</summary>
    public static readonly string[] Files =
    [
        "goto-0.4.1-lockers-tour.jsonl", "goto-0.4.1-lockers-values.jsonl", "goto-0.4.1-peers.jsonl", "goto-0.4.1-results.jsonl",
        LaterLockers.File, Contexts.File,
    ];

    private readonly ConcurrentDictionary<string, Lazy<Task<ReplayReport>>> _reports = new();

    internal Task<ReplayReport> Of(string file) => _reports.GetOrAdd(file, _ => new(() => Run(file))).Value;

    private static async Task<ReplayReport> Run(string file)
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
