using System.Diagnostics;
using Lockers.Cluster.History;
using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;

namespace Lockers.Cluster.Doubt;

/// <summary>One client: it asks one thing at a time, through any door, retries nothing, and is answered, whatever it takes.</summary>
internal abstract class DoubtClient(int number, int seed, IReadOnlyList<ClusterNode> nodes, DoubtLedger ledger, Tally tally) : IDisposable
{
    // A request that is not answered by then never is.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IReadOnlyList<Door> _doors = [.. nodes.Select(node => new Door(node, Patience))];

    protected int Number => number;

    protected Random Random { get; } = new(seed + number);

    protected DoubtLedger Ledger => ledger;

    public abstract Task Run(CancellationToken stop);

    public void Dispose()
    {
        foreach (var door in _doors) door.Dispose();
    }

    protected async Task<Asked> Ask(string method, string target, string? body = null)
    {
        var door = _doors[Random.Next(_doors.Count)];
        var start = Stopwatch.GetTimestamp();
        var reply = await door.Ask(method, target, body);

        // What is asked about may be gone by then.
        if (reply.Status is not (404 or 406)) tally.Add($"{method} {target}", reply);
        if (reply is { Sent: true, Answer: null }) tally.AddFault($"{method} {target}: no answer: {reply.Note}");
        return new(reply, start, Stopwatch.GetTimestamp());
    }

    // To be told to stop ends a pause, and is no failure.
    protected async Task Pause(int maxMs, CancellationToken stop) =>
        await Task.Delay(Random.Next(maxMs), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

/// <summary>A request that was asked, and when.</summary>
internal sealed record Asked(Reply Reply, long Start, long End)
{
    public int Status => Reply.Status;

    /// <summary>What its client knows of a change.</summary>
    public Outcome Outcome => Reply switch
    {
        { Status: 200 } => Outcome.Done,
        { Sent: false } or { Status: >= 400 and < 500 } => Outcome.Refused,
        _ => Outcome.Unknown,
    };
}
