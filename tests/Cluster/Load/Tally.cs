using System.Collections.Concurrent;
using Lockers.Cluster.Nodes;

namespace Lockers.Cluster.Load;

/// <summary>Counts answers, and keeps those that no node may give, whatever happens to it or to others.</summary>
internal sealed class Tally
{
    private const int MaxKept = 20;
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private int _asked;
    private int _failed;

    /// <summary>Requests to nodes that were serving all the while.</summary>
    public int Asked => _asked;

    /// <summary>Those of them that failed.</summary>
    public int Failed => _failed;

    /// <summary>The first answers that break a rule.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>The first requests that nodes failed which were serving.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>How often there was which answer.</summary>
    public override string ToString() =>
        $"{Asked} asked of nodes that served, {Failed} failed; all: "
        + string.Join(", ", _counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Key}: {count.Value}"));

    public void Add(string request, Reply reply)
    {
        var kind = reply.Answer is { } answer ? $"{answer.Status}" : reply.Sent ? "none" : "not reached";
        _counts.AddOrUpdate(kind, 1, (_, count) => count + 1);
        if (reply.IsOfServing) Interlocked.Increment(ref _asked);
        if (reply.IsFailure)
        {
            Interlocked.Increment(ref _failed);
            Keep(_failures, $"{request}: {reply.Note} {reply.Answer}");
        }

        if (Fault(request, reply) is { } fault) AddFault($"{request}: {fault}: {reply.Note} {reply.Answer}");
    }

    public void AddFault(string fault) => Keep(_faults, fault);

    private static string? Fault(string request, Reply reply) => reply.Status switch
    {
        0 or 200 => null,
        404 when request.StartsWith("GET ", StringComparison.Ordinal) => null,
        503 => reply.Answer!.Headers.ContainsKey("Retry-After") ? null : "503 without Retry-After",
        _ => "an answer that nobody earned",
    };

    private static void Keep(ConcurrentQueue<string> kept, string line)
    {
        if (kept.Count < MaxKept) kept.Enqueue(line);
    }
}
