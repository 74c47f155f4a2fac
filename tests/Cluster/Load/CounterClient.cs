using System.Diagnostics;
using System.Globalization;
using Lockers.Cluster.History;
using Lockers.Cluster.Nodes;

namespace Lockers.Cluster.Load;

/// <summary>
/// A client that adds one to counters: it reads one with its ETag, and stores the next number on the condition that nobody else has. It asks
/// nothing twice, so of what was not answered it never learns whether it was made.
/// </summary>
internal sealed class CounterClient(
    int number, Random random, IReadOnlyList<ClusterNode> nodes, IReadOnlyList<Register> counters, HistoryRecorder history, Tally tally)
{
    private const int MaxPauseMs = 20;

    private int _stores;

    /// <summary>What it asked for: of which counter, which number, and whether it was made.</summary>
    public List<(string Key, long Number, Outcome Outcome)> Increments { get; } = [];

    /// <summary>The number that a counter's text says; 0 for no text.</summary>
    public static long NumberOf(string? text) => text is null ? 0 : long.Parse(text.AsSpan(0, text.IndexOf(' ')), CultureInfo.InvariantCulture);

    public async Task Run(CancellationToken stop)
    {
        using var doors = new DoorChoice(random, nodes, DoorChoice.Patience);
        while (!stop.IsCancellationRequested)
        {
            var door = doors.Next();
            if (!await Increment(door, doors, counters[random.Next(counters.Count)])) doors.Avoid(door);
            await Task.Delay(random.Next(MaxPauseMs), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Reading through one door and storing through another is what two scripts do.
    private async Task<bool> Increment(Door door, DoorChoice doors, Register counter)
    {
        var (start, read) = await Ask(door, "GET", counter.Target("get"), null);
        if (read.Status is not (200 or 404)) return read.Status != 0;
        var text = read.Status == 200 ? read.Answer!.Text : null;
        Add(counter, OperationKind.Get, text, start, Outcome.Done, read);
        var condition = text is null ? "If-None-Match: *" : $"If-Match: {read.Answer!.Headers["ETag"]}";
        var next = NumberOf(text) + 1;
        var stored = $"{next} {number}.{++_stores}";
        var other = doors.Next();
        var (begun, reply) = await Ask(other, "POST", counter.Target("store"), stored, condition);
        if (!reply.Sent) return true;
        var outcome = reply.Status switch
        {
            200 => Outcome.Done,
            412 => Outcome.Refused,
            _ => Outcome.Unknown,
        };
        Add(counter, OperationKind.Store, stored, begun, outcome, reply);
        Increments.Add((counter.Key, next, outcome));
        if (reply.Status == 0) doors.Avoid(other);
        return true;
    }

    private async Task<(long Start, Reply Reply)> Ask(Door door, string method, string target, string? body, params string[] headers)
    {
        var start = Stopwatch.GetTimestamp();
        var reply = await door.Ask(method, target, body, headers);
        if (reply.Status != 412) tally.Add($"{method} {target}", reply);
        return (start, reply);
    }

    private void Add(Register counter, OperationKind kind, string? text, long start, Outcome outcome, Reply reply) =>
        history.Add(new(number, counter.Key, kind, text, start, Stopwatch.GetTimestamp(), outcome, reply.Note));
}
