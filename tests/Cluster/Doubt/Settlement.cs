using System.Diagnostics;
using System.Text.Json.Nodes;
using Lockers.Cluster.History;
using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;

namespace Lockers.Cluster.Doubt;

/// <summary>
/// What must hold once the database answers again and every request is over: what was in doubt is carried out wholly or not at
/// all, and what is not listed is not there.
/// </summary>
internal sealed class Settlement(IReadOnlyList<ClusterNode> nodes, DoubtLedger ledger, Action<string> say, CancellationToken stop) : IDisposable
{
    private const int Client = 1000;
    private const int MaxLooksAtGone = 60;
    private static readonly TimeSpan Deadline = TestDeadlines.Recovery;
    private readonly List<Door> _doors = [.. nodes.Select(node => new Door(node, TimeSpan.FromSeconds(30)))];
    private int _number;

    public void Dispose() => _doors.ForEach(door => door.Dispose());

    /// <summary>Waits until everything is settled, and looks at all there is.</summary>
    /// <param name="dumped">The texts of the locker that loads bring, by their paths.</param>
    public async Task Run(IReadOnlyDictionary<string, string> dumped)
    {
        await EveryDoorStores();
        foreach (var sweep in InDoubt(SweepKind.Load, SweepKind.ClearPeers)) await Settle(sweep, dumped);
        foreach (var sweep in InDoubt(SweepKind.Close)) await SettleClose(sweep);
        foreach (var sweep in InDoubt(SweepKind.Clear)) await SettleClear(sweep);
        say("what was in doubt is settled: "
            + string.Join(", ", ledger.Sweeps.CountBy(sweep => $"{sweep.Kind} {sweep.Outcome}").Select(count => $"{count.Key} {count.Value}")));
        await PeersAreListedIfKnown();
        foreach (var door in _doors) await StoreInCurrent(door);
        foreach (var door in _doors) await LookAtAll(door);
        await LookAtGone();
    }

    private async Task EveryDoorStores()
    {
        foreach (var door in _doors)
        {
            var last = "";
            await Holds(
                async () =>
                {
                    var reply = await door.Ask("POST", $"/registry/lockers/kept-probe/store/{++_number}", "x");
                    last = $"{reply.Note} {reply.Answer}";
                    return reply.Status == 200;
                },
                () => $"{door.Node.Name} stores again: {last}");
        }
    }

    private List<Sweep> InDoubt(params SweepKind[] kinds) =>
        [.. ledger.Sweeps.Where(sweep => sweep.Outcome == Outcome.Unknown && kinds.Contains(sweep.Kind))];

    // Listed: everything is there that was. Not listed: nothing is.
    private async Task SettleClose(Sweep sweep)
    {
        var before = Before(sweep);
        var otherwise = ledger.Sweeps.Any(other => other != sweep && other.Outcome != Outcome.Refused && (other.Label == sweep.Label || other.IsOfAll));
        var (isListed, there) = (false, 0);
        await Holds(
            async () =>
            {
                (isListed, there) = (await IsListed(sweep.Label), await CountThere(before));
                return isListed ? there == before.Count || otherwise : there == 0;
            },
            () => $"{sweep} is carried out wholly or not at all: the locker is {(isListed ? "" : "not ")}listed, and {there} of {before.Count} texts are there");
        sweep.Settle(carriedOut: !isListed);
    }

    // Either all texts from before the clear are there, or none is. Where all are, the clear stays in doubt: the registry may have decided it, and the locker
    // shows its texts until the registry's next attempt reaches it.
    private async Task SettleClear(Sweep sweep)
    {
        var (before, there) = (Before(sweep), 0);
        await Holds(
            async () => (there = await CountThere(before)) == before.Count || there == 0,
            () => $"{sweep} is carried out wholly or not at all: {there} of {before.Count} texts are there");
        if (there == 0) sweep.Settle(carriedOut: true);
    }

    private List<StoredText> Before(Sweep sweep) =>
        [.. ledger.Texts.Where(text => text.Label == sweep.Label && text.Outcome == Outcome.Done && text.End < sweep.Start)];

    private async Task<int> CountThere(List<StoredText> texts)
    {
        var there = 0;
        foreach (var text in texts)
        {
            if (await IsThere(Any(), text.Label!, text.Path)) there++;
        }

        return there;
    }

    private async Task Settle(Sweep sweep, IReadOnlyDictionary<string, string> dumped)
    {
        var isLoad = sweep.Kind == SweepKind.Load;
        var (isListed, isKnown, there) = (false, false, 0);
        await Holds(
            async () =>
            {
                (isListed, there) = (await IsListed(sweep.Label), 0);
                isKnown = await IsKnown(sweep.Label);
                foreach (var path in dumped.Keys)
                {
                    if (await IsThere(_doors[there % _doors.Count], sweep.Label, path)) there++;
                }

                return isListed == isKnown && (!isLoad || there == (isListed ? dumped.Count : 0));
            },
            () => $"{sweep} is carried out wholly or not at all: its locker is {(isListed ? "" : "not ")}listed, {there} of {dumped.Count} texts "
                + $"are there, and its peer is {(isKnown ? "" : "not ")}known");
        sweep.Settle(carriedOut: isListed == isLoad);
    }

    private async Task PeersAreListedIfKnown()
    {
        var wrong = "";
        await Holds(
            async () =>
            {
                var start = Stopwatch.GetTimestamp();
                if (await Json("/registry/peers") is not JsonObject listed) return false;
                var end = Stopwatch.GetTimestamp();
                foreach (var peer in ledger.Peers)
                {
                    var isKnown = await IsKnown(peer.Name);
                    wrong = $"{peer.Name} is {(isKnown ? "known" : "not known")} and {(listed.ContainsKey(peer.Name) ? "listed" : "not listed")}";
                    if (isKnown != listed.ContainsKey(peer.Name)) return false;
                }

                foreach (var peer in ledger.Peers)
                {
                    peer.Looks.Add(new(
                        Client, PeerClient.Key(peer.Name), OperationKind.Get, listed.ContainsKey(peer.Name) ? peer.Name : null, start, end, Outcome.Done));
                }

                return true;
            },
            () => $"peers are listed if and only if they are known: {wrong}");
    }

    // By its label, and then as the current one: a locker that was not told of its new generation would drop the first with the second.
    private async Task StoreInCurrent(Door door)
    {
        var label = (string)(await Json("/registry/lockers/current?peers=n"))!["label"]!;
        foreach (var name in (string[])[label, "current"])
        {
            var text = $"{Client}.{++_number}.{Stopwatch.GetTimestamp()}";
            var start = Stopwatch.GetTimestamp();
            var reply = await door.Ask("POST", $"/registry/lockers/{name}/store/{text.Replace('.', ',')}", text);
            ledger.Add(new StoredText(text, label, start, Stopwatch.GetTimestamp(), new Asked(reply, start, 0).Outcome, $"{name} {reply.Note}"));
        }
    }

    private async Task LookAtAll(Door door)
    {
        JsonNode? lockers = null;
        var start = 0L;
        await Holds(
            async () =>
            {
                start = Stopwatch.GetTimestamp();
                var reply = await door.Ask("GET", "/registry/lockers?data=y");
                lockers = reply.Status == 200 ? reply.Answer!.Json : null;
                return lockers is not null;
            },
            () => $"all lockers are read through {door.Node.Name}");
        var end = Stopwatch.GetTimestamp();
        var there = TextsIn(lockers!);
        foreach (var text in ledger.Texts)
            ledger.AddRead(Client, text, there.Contains((text.Label, text.Text)), start, end, $"{door.Node.Name} all lockers");
    }

    // A locker that is listed no more may be there all the same.
    private async Task LookAtGone()
    {
        var gone = ledger.Sweeps.Where(sweep => sweep is { Kind: SweepKind.Close, Outcome: Outcome.Done }).Select(sweep => sweep.Label).ToHashSet();
        foreach (var text in ledger.Texts.Where(text => text.Label is not null && gone.Contains(text.Label)).TakeLast(MaxLooksAtGone))
        {
            foreach (var door in _doors)
            {
                var start = Stopwatch.GetTimestamp();
                var isThere = await IsThere(door, text.Label!, text.Path);
                ledger.AddRead(Client, text, isThere, start, Stopwatch.GetTimestamp(), $"{door.Node.Name} get from {text.Label}");
            }
        }
    }

    // Where it is in the tree does not matter: each text is unlike any other. A peer's is in whichever locker was current.
    private static HashSet<(string? Label, string Text)> TextsIn(JsonNode lockers)
    {
        var texts = new HashSet<(string?, string)>();
        foreach (var (label, locker) in lockers.AsObject())
        {
            foreach (var text in Texts(locker!["dataLocker"]!)) texts.Add((label, text));
            foreach (var text in Texts(locker["peerLockers"]!)) texts.Add((null, text));
        }

        return texts;
    }

    private static IEnumerable<string> Texts(JsonNode node) => node is not JsonObject members ? [] : members.SelectMany(
        member => member.Key == "data" && member.Value is JsonValue ? [(string)member.Value!] : member.Value is null ? [] : Texts(member.Value));

    private async Task<bool> IsListed(string label) =>
        (await Json("/registry/lockers/labels") as JsonArray)!.Any(listed => (string?)listed == label);

    // Removing an address that a peer does not have changes nothing, and says whether there is such a peer.
    private async Task<bool> IsKnown(string peer)
    {
        var status = 0;
        await Holds(
            async () => (status = (await Any().Ask("POST", $"/registry/peers/{peer}/remove/9.9.9.9:9")).Status) is 200 or 406,
            () => $"whether {peer} is known is answered, not with {status}");
        return status == 200;
    }

    private async Task<bool> IsThere(Door door, string label, string path)
    {
        var status = 0;
        await Holds(
            async () => (status = (await door.Ask("GET", $"/registry/lockers/{label}/get/{path}")).Status) is 200 or 404,
            () => $"{door.Node.Name} reads {label}:{path}, and does not answer {status}");
        return status == 200;
    }

    private async Task<JsonNode?> Json(string target)
    {
        JsonNode? json = null;
        var last = "";
        await Holds(
            async () =>
            {
                var reply = await Any().Ask("GET", target);
                last = $"{reply.Note} {reply.Answer}";
                json = reply.Status == 200 ? reply.Answer!.Json : null;
                return json is not null;
            },
            () => $"{target} is answered: {last}");
        return json;
    }

    private Door Any() => _doors[_number++ % _doors.Count];

    private Task Holds(Func<Task<bool>> condition, Func<string> otherwise) => Until.Holds(condition, Deadline, otherwise, stop);
}
