using Lockers.Cluster.History;
using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;

namespace Lockers.Cluster.Doubt;

/// <summary>Opens one locker after another, and clears and closes some of them, while they are current or later. None comes back.</summary>
internal sealed class OpenClient(int number, int seed, IReadOnlyList<ClusterNode> nodes, DoubtLedger ledger, Tally tally)
    : DoubtClient(number, seed, nodes, ledger, tally)
{
    private readonly List<string> _open = [];
    private readonly HashSet<string> _cleared = [];
    private int _opened;
    private int _stored;

    public override async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (_open.Count == 0 || Random.Next(3) > 0) await Open();
            else await Sweep(_open[Random.Next(Math.Max(0, _open.Count - 3), _open.Count)]);
            await Pause(300, stop);
        }
    }

    private async Task Open()
    {
        var label = $"o{Number}-{++_opened}";
        var asked = await Ask("POST", $"/registry/lockers/open/{label}");
        Ledger.AddCurrent(Number, OperationKind.Open, label, asked.Start, asked.End, asked.Outcome, $"open {asked.Reply.Note}");

        // Every third stays to the end: what was acknowledged in it must, too.
        if (asked.Outcome != Outcome.Done || _opened % 3 == 0) return;
        _open.Add(label);
        await Store(label);

        // While it is current, most likely.
        if (Random.Next(2) == 0) await Sweep(label);
    }

    private async Task Sweep(string label)
    {
        // What is cleared goes on, and is closed later, or stays.
        var isClear = Random.Next(2) == 0 && _cleared.Add(label);
        if (!isClear) _open.Remove(label);
        var asked = await Ask("POST", $"/registry/lockers/{label}/{(isClear ? "clear" : "close")}");
        Ledger.Add(new Sweep(isClear ? SweepKind.Clear : SweepKind.Close, label, asked.Start, asked.End, asked.Outcome, asked.Reply.Note));
        if (isClear) await Store(label);
    }

    private async Task Store(string label)
    {
        var text = $"{Number}.{++_stored}";
        var asked = await Ask("POST", $"/registry/lockers/{label}/store/{text.Replace('.', ',')}", text);
        Ledger.Add(new StoredText(text, label, asked.Start, asked.End, asked.Outcome, asked.Reply.Note));
    }
}
