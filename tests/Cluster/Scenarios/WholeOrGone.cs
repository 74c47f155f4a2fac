using System.Text.Json.Nodes;
using Lockers.Cluster.Nodes;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster.Scenarios;

/// <summary>What must be true of memory after nodes were lost: whatever was stored is whole and listed, or gone everywhere.</summary>
internal static class WholeOrGone
{
    /// <summary>A peer that has an instance in some lockers.</summary>
    public const string Peer = "p";

    /// <summary>That instance.</summary>
    public const string Instance = "9.9.9.9:1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Deadline = TestDeadlines.Recovery;

    /// <summary>
    /// Reads each label through every node, closes it through one, and then finds nothing of it anywhere.
    /// </summary>
    /// <returns>How many were listed.</returns>
    public static async Task<int> LabelsAreWholeOrGone(this Scenario scenario, IReadOnlyCollection<string> labels)
    {
        using var doors = new Doors(scenario);
        var listed = (await doors.Ask("GET", "/registry/lockers/labels")).AsArray().Select(label => (string)label!).ToHashSet();
        foreach (var label in labels)
        {
            var instance = $"/registry/lockers/{label}/peers/{Peer}/{Instance}";
            await doors.AllAnswer("GET", $"/registry/lockers/{label}/dump", listed.Contains(label) ? 200 : 404);
            if (!listed.Contains(label)) await doors.AllAnswer("GET", $"/registry/lockers/{label}/get/a", 404);
            var isThere = listed.Contains(label)
                && (await doors.Ask("GET", $"/registry/lockers/{label}/dump"))["peerLockers"]?[Peer]?["instanceLockers"]?[Instance] is not null;
            await doors.AllAnswer("GET", instance, isThere ? 200 : 404);
            if (!isThere) await doors.AllAnswer("GET", $"{instance}/get/a", 404);
            await doors.Ask("POST", $"/registry/lockers/close/{label}");
            foreach (var gone in (string[])[$"/registry/lockers/{label}/dump", $"/registry/lockers/{label}/get/a", instance, $"{instance}/get/a"])
                await doors.AllAnswer("GET", gone, 404);
        }

        scenario.Say($"{listed.Intersect(labels).Count()} of {labels.Count} labels were whole, the others gone");
        return listed.Intersect(labels).Count();
    }

    /// <summary>
    /// Reads each instance of a peer in the default locker, which is current, through every node: it is listed, or not there. Then
    /// the locker is emptied, and none is.
    /// </summary>
    /// <returns>How many were listed.</returns>
    public static async Task<int> InstancesAreWholeOrGone(this Scenario scenario, string peer, IReadOnlyCollection<string> addresses)
    {
        using var doors = new Doors(scenario);
        var locker = (await doors.Ask("GET", "/registry/peers/lockers")).AsObject();
        var listed = locker["peerLockers"]?[peer]?["instanceLockers"]?.AsObject().Select(one => one.Key).ToHashSet() ?? [];
        foreach (var address in addresses)
        {
            // One that was lost itself is there with nothing in it.
            await doors.AllAnswer("GET", $"/registry/peers/{peer}/{address}/locker", listed.Contains(address) ? 200 : 404);
            if (!listed.Contains(address)) await doors.AllAnswer("GET", $"/registry/peers/{peer}/{address}/locker/get/a", 404);
        }

        await doors.Ask("POST", "/registry/lockers/clear");
        foreach (var address in addresses) await doors.AllAnswer("GET", $"/registry/peers/{peer}/{address}/locker/get/a", 404);
        scenario.Say($"{listed.Count} of {addresses.Count} instances were listed, the others gone");
        return listed.Count;
    }

    /// <summary>Deregisters a pod of each peer: a peer that is listed is known, and one that is not is not.</summary>
    /// <returns>How many were listed.</returns>
    public static async Task<int> PeersAreWholeOrGone(this Scenario scenario, IReadOnlyCollection<string> peers)
    {
        using var doors = new Doors(scenario);
        var listed = (await doors.Ask("GET", "/registry/peers")).AsObject().Select(peer => peer.Key).ToHashSet();
        foreach (var peer in peers)
            await doors.AllAnswer("POST", $"/registry/peers/{peer}/remove/1.1.1.1:1", listed.Contains(peer) ? 200 : 406);
        await doors.Ask("POST", "/registry/peers/clear");
        Assert.Empty((await doors.Ask("GET", "/registry/peers")).AsObject());
        foreach (var peer in peers) await doors.AllAnswer("POST", $"/registry/peers/{peer}/remove/1.1.1.1:1", 406);
        scenario.Say($"{listed.Intersect(peers).Count()} of {peers.Count} peers were listed, the others gone");
        return listed.Intersect(peers).Count();
    }

    private sealed class Doors(Scenario scenario) : IDisposable
    {
        private readonly List<Door> _doors =
            [.. scenario.Cluster.Doors.Where(door => door.IsServing).Select(door => new Door(door, Patience))];

        /// <summary>Asks one node until it answers with 200: what cannot be known yet is refused.</summary>
        public async Task<JsonNode> Ask(string method, string target)
        {
            Reply? reply = null;
            await Until.Holds(
                async () => (reply = await _doors[0].Ask(method, target)).Status == 200, Deadline,
                () => $"{method} {target}: {reply?.Note} {reply?.Answer}", scenario.Stop);
            return method == "GET" ? reply!.Answer!.Json! : JsonValue.Create(reply!.Answer!.Text);
        }

        public async Task AllAnswer(string method, string target, int status)
        {
            foreach (var door in _doors)
            {
                Reply? reply = null;
                await Until.Holds(
                    async () => (reply = await door.Ask(method, target)).Status is not (0 or 503), Deadline,
                    () => $"{method} {target}: {reply?.Note} {reply?.Answer}", scenario.Stop);
                Assert.True(reply!.Status == status, $"{method} {target} is {status}: {reply.Note} {reply.Answer}");
            }
        }

        public void Dispose() => _doors.ForEach(door => door.Dispose());
    }
}
