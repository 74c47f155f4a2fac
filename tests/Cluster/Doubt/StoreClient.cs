using Lockers.Cluster.History;
using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;

namespace Lockers.Cluster.Doubt;

/// <summary>Stores texts into the current locker, into one that nobody ends, and for a peer; and looks at what is there.</summary>
internal sealed class StoreClient(int number, int seed, IReadOnlyList<ClusterNode> nodes, DoubtLedger ledger, Tally tally)
    : DoubtClient(number, seed, nodes, ledger, tally)
{
    private const string StoredIn = "Data stored in labeled locker ";
    private readonly List<StoredText> _known = [];
    private int _stored;

    public override async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await (Random.Next(10) switch
            {
                < 4 => StoreInCurrent(),
                < 6 => Store($"kept-{Number}", $"lockers/kept-{Number}/store/"),
                < 8 => Store(null, $"peers/reporter/10.1.0.{Number}:80/locker/store/"),
                8 when _known.Count > 0 => Look(_known[Random.Next(Math.Max(0, _known.Count - 100), _known.Count)]),
                _ => LookAtCurrent(),
            });
            await Pause(60, stop);
        }
    }

    private async Task Store(string? label, string target)
    {
        var text = Next();
        var asked = await Ask("POST", $"/registry/{target}{text.Replace('.', ',')}", text);
        Know(text, label, asked);
    }

    private async Task StoreInCurrent()
    {
        var text = Next();
        var asked = await Ask("POST", $"/registry/lockers/current/store/{text.Replace('.', ',')}", text);
        if (asked.Status != 200) return;
        var line = asked.Reply.Answer!.Text;
        var label = line[StoredIn.Length..line.IndexOf(' ', StoredIn.Length)];
        Ledger.AddCurrent(Number, OperationKind.Current, label, asked.Start, asked.End, Outcome.Done, asked.Reply.Note);
        Know(text, label, asked);
    }

    private async Task LookAtCurrent()
    {
        var asked = await Ask("GET", "/registry/lockers/current?peers=n");
        if (asked.Status != 200) return;
        var label = (string?)asked.Reply.Answer!.Json?["label"];
        Ledger.AddCurrent(Number, OperationKind.Current, label, asked.Start, asked.End, Outcome.Done, asked.Reply.Note);
    }

    private async Task Look(StoredText text)
    {
        var asked = await Ask("GET", $"/registry/lockers/{text.Label}/get/{text.Path}");
        if (asked.Status is 200 or 404) Ledger.AddRead(Number, text, asked.Status == 200, asked.Start, asked.End, asked.Reply.Note);
    }

    private string Next() => $"{Number}.{++_stored}";

    private void Know(string text, string? label, Asked asked)
    {
        var stored = new StoredText(text, label, asked.Start, asked.End, asked.Outcome, asked.Reply.Note);
        Ledger.Add(stored);
        if (label is not null && stored.Outcome == Outcome.Done) _known.Add(stored);
    }
}
