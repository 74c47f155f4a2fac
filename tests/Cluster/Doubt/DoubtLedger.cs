using System.Collections.Concurrent;
using Lockers.Cluster.History;
using Lockers.Cluster.Load;

namespace Lockers.Cluster.Doubt;

/// <summary>
/// What clients know: of texts that were stored once, of what emptied lockers, and of which locker was current. Each text is a
/// register that was written once and that each sweep of its locker may have emptied; <c>current</c> is one too.
/// </summary>
internal sealed class DoubtLedger
{
    private readonly ConcurrentQueue<StoredText> _texts = new();
    private readonly ConcurrentQueue<Sweep> _sweeps = new();
    private readonly ConcurrentQueue<Operation> _reads = new();
    private readonly ConcurrentQueue<Operation> _current = new();
    private readonly ConcurrentQueue<PeerFact> _peers = new();
    private int _acknowledged;

    public IReadOnlyCollection<StoredText> Texts => _texts;

    public IReadOnlyCollection<Sweep> Sweeps => _sweeps;

    public IReadOnlyCollection<PeerFact> Peers => _peers;

    /// <summary>How many texts were acknowledged.</summary>
    public int Acknowledged => _acknowledged;

    public void Add(StoredText text)
    {
        _texts.Enqueue(text);
        if (text.Outcome == Outcome.Done) Interlocked.Increment(ref _acknowledged);
    }

    public void Add(Sweep sweep) => _sweeps.Enqueue(sweep);

    public void Add(PeerFact peer) => _peers.Enqueue(peer);

    /// <summary>Adds a look at a text: whether it was there.</summary>
    public void AddRead(int client, StoredText text, bool isThere, long start, long end, string note) =>
        _reads.Enqueue(new(client, text.Text, OperationKind.Get, isThere ? text.Text : null, start, end, Outcome.Done, note));

    /// <summary>Adds a change of the current locker, or a look at it.</summary>
    public void AddCurrent(int client, OperationKind kind, string? label, long start, long end, Outcome outcome, string note) =>
        _current.Enqueue(new(client, CurrentClient.Key, kind, label == "default" ? null : label, start, end, outcome, note));

    /// <summary>Everything as histories of registers.</summary>
    public IReadOnlyList<Operation> Operations()
    {
        var known = _texts.Where(text => text.Outcome != Outcome.Refused).ToDictionary(text => text.Text);
        var histories = known.Values.Select(Stored).ToList();
        histories.AddRange(_reads.Where(read => known.ContainsKey(read.Key)));
        foreach (var text in known.Values) histories.AddRange(_sweeps.Where(sweep => MayEmpty(sweep, text)).Select(sweep => Emptied(text, sweep)));
        histories.AddRange(_current);
        histories.AddRange(_sweeps.Select(Changed).OfType<Operation>());
        histories.AddRange(_peers.SelectMany(History));
        return histories;
    }

    /// <summary>Looks at the current locker that began when it had been closed and the client had been told.</summary>
    public IEnumerable<string> SeenAfterClose() =>
        from sweep in _sweeps
        where sweep is { Kind: SweepKind.Close, Outcome: Outcome.Done }
        from look in _current
        where look is { Kind: OperationKind.Current, Outcome: Outcome.Done } && look.Value == sweep.Label && look.Start > sweep.End
        select $"{sweep.Label} was current through {look.Note} after {sweep.Note} had closed it";

    private IEnumerable<Operation> History(PeerFact peer)
    {
        var swept = _sweeps.Where(sweep => sweep.IsOfAll && sweep.Outcome != Outcome.Refused).ToList();
        if (peer.MayComeBack || swept.Exists(sweep => sweep.Start < peer.Remembered)) return [];
        var drops = swept.Select(sweep => new Operation(
            1, peer.Added.Key, OperationKind.Remove, null, sweep.Start, sweep.End, sweep.Outcome, $"{sweep.Kind} {sweep.Note}"));
        return [peer.Added, .. peer.Drops, .. drops, .. peer.Looks];
    }

    private static Operation Stored(StoredText text) =>
        new(0, text.Text, OperationKind.Store, text.Text, text.Start, text.End, text.Outcome, $"{text.Label ?? "a peer"} {text.Note}");

    // A peer's text is in a locker that is not known: then a sweep need not have emptied it, though it may.
    private static Operation Emptied(StoredText text, Sweep sweep)
    {
        var outcome = text.Label is null && !sweep.IsOfAll ? Outcome.Unknown : sweep.Outcome;
        return new(1, text.Text, OperationKind.Remove, null, sweep.Start, sweep.End, outcome, $"{sweep.Kind} {sweep.Label} {sweep.Note}");
    }

    private bool MayEmpty(Sweep sweep, StoredText text) =>
        sweep.Outcome != Outcome.Refused
        && (sweep.IsOfAll || sweep.Label == text.Label || (text.Label is null && MayBeCurrent(sweep.Label, text.Start, text.End)));

    // What a sweep does to which locker is current: a close does only where it closes that.
    private Operation? Changed(Sweep sweep) => sweep switch
    {
        { Outcome: Outcome.Refused } or { Kind: SweepKind.Clear } => null,
        { Kind: SweepKind.Load } => Of(sweep, OperationKind.Open, sweep.Label, sweep.Outcome),
        { Kind: SweepKind.ClearPeers } => Of(sweep, OperationKind.Remove, null, sweep.Outcome),
        _ => MayBeCurrent(sweep.Label, sweep.Start, sweep.End) ? Of(sweep, OperationKind.Remove, null, Outcome.Unknown) : null,
    };

    private static Operation Of(Sweep sweep, OperationKind kind, string? label, Outcome outcome) =>
        new(1, CurrentClient.Key, kind, label, sweep.Start, sweep.End, outcome, $"{sweep.Kind} {sweep.Label} {sweep.Note}");

    // Lockers are opened once: one is current from its open to the end of the next.
    private bool MayBeCurrent(string label, long start, long end)
    {
        var opens = _current.Where(operation => operation.Kind == OperationKind.Open).ToList();
        if (opens.Find(open => open.Value == label) is not { } opened || opened.Start > end) return false;
        return !opens.Exists(open => opened.IsBefore(open) && open is { Outcome: Outcome.Done } && open.End < start);
    }
}
