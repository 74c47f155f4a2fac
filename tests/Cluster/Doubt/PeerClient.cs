using Lockers.Cluster.History;
using Lockers.Cluster.Load;
using Lockers.Cluster.Nodes;

namespace Lockers.Cluster.Doubt;

/// <summary>Registers peers, each once, reminds of some, removes some, and clears epochs: a peer without pods is dropped then.</summary>
internal sealed class PeerClient(int number, int seed, IReadOnlyList<ClusterNode> nodes, DoubtLedger ledger, Tally tally)
    : DoubtClient(number, seed, nodes, ledger, tally)
{
    private readonly List<PeerFact> _here = [];
    private int _added;

    /// <summary>The key of a peer's history.</summary>
    public static string Key(string name) => $"peer {name}";

    public override async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await (Random.Next(10) switch
            {
                < 5 => Add(),
                < 6 when _here.Count > 0 => Remember(_here[^1]),
                < 9 when _here.Count > 0 => Remove(_here[Random.Next(_here.Count)]),
                _ => ClearEpochs(),
            });
            await Pause(200, stop);
        }
    }

    private async Task Add()
    {
        var name = $"p{Number}-{++_added}";
        var asked = await Ask("POST", "/registry/peers/add", $$"""{"name":"{{name}}","address":"{{PeerFact.Address}}"}""");
        var added = new Operation(
            Number, Key(name), OperationKind.Store, name, asked.Start, asked.End, asked.Outcome, $"add {asked.Reply.Note}");
        var peer = new PeerFact(name) { Added = added };
        if (asked.Outcome != Outcome.Refused) Ledger.Add(peer);
        if (asked.Outcome == Outcome.Done) _here.Add(peer);
    }

    private async Task Remember(PeerFact peer)
    {
        var asked = await Ask("POST", $"/registry/peers/{peer.Name}/remember", $$"""{"name":"{{peer.Name}}","address":"{{PeerFact.Address}}"}""");
        peer.Remembered = asked.End;
        if (asked.Outcome == Outcome.Unknown) peer.MayComeBack = true;
    }

    private async Task Remove(PeerFact peer)
    {
        _here.Remove(peer);
        var asked = await Ask("POST", $"/registry/peers/{peer.Name}/remove/{PeerFact.Address}");
        peer.Removed = asked.Outcome;
    }

    private async Task ClearEpochs()
    {
        var asked = await Ask("POST", "/registry/peers/clear/epochs");
        foreach (var peer in Ledger.Peers.Where(peer => peer.Removed is Outcome.Done or Outcome.Unknown))
        {
            var outcome = peer.Removed == Outcome.Unknown ? Outcome.Unknown : asked.Outcome;
            peer.Drops.Add(new(
                Number, Key(peer.Name), OperationKind.Remove, null, asked.Start, asked.End, outcome, $"clear epochs {asked.Reply.Note}"));
        }
    }
}
