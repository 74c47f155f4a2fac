using System.Text.Json.Nodes;
using Lockers.Conformance.Comparison;
using Lockers.Conformance.Replay;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Conformance;

public sealed class PeerSessionTests
{
    private static readonly JsonObject Expected =
        JsonNode.Parse(Recordings.Json(PeerSession.AnswersFile).GetRawText())!.AsObject();

    [Fact]
    public async Task Peers_get_the_answers_that_they_got_from_goto()
    {
        await using var node = await LockersNode.Start();
        using var session = await PeerSession.UpToTheAnswers(node);

        await session.PlayRest();

        Assert.True(session.Report.Faults.Count == 0, string.Join("\n", session.Report.Faults));
    }

    [Fact]
    public async Task After_the_traffic_every_answer_is_that_of_goto()
    {
        await using var node = await LockersNode.Start();
        using var session = await PeerSession.UpToTheAnswers(node);

        var comparer = new Comparer();
        var faults = new List<string>();
        foreach (var (uri, expected) in Expected)
        {
            var ours = await node.Client.Get(uri);
            var difference = ours.Status == 200 ? comparer.Json(uri, expected, ours) : $"got {ours}";
            if (difference is not null) faults.Add($"{uri}: {difference}");
        }

        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    [Fact]
    public async Task A_pod_that_stopped_leaves_its_epochs_and_its_data_behind()
    {
        await using var node = await LockersNode.Start();
        using var session = await PeerSession.UpToTheAnswers(node);
        await session.PlayRest();

        var peer = (await node.Client.Get("/registry/peers")).Json!["peer1"]!;
        Assert.False(peer["pods"]!.AsObject().ContainsKey("127.0.0.1:8092"));
        Assert.Equal([0], Epochs(peer["podEpochs"]!["127.0.0.1:8092"]));
        var instance = (await node.Client.Get("/registry/lockers/run1?data=y"))
            .Json!["peerLockers"]!["peer1"]!["instanceLockers"]!["127.0.0.1:8092"]!;
        Assert.False((bool)instance["active"]!);
        Assert.Equal(["t1", "t2"], instance["locker"]!["client"]!["subKeys"]!.AsObject().Select(target => target.Key));
    }

    [Fact]
    public async Task A_pod_that_comes_back_begins_an_epoch_empty_and_is_handed_its_targets()
    {
        await using var node = await LockersNode.Start();
        using var session = await PeerSession.UpToTheAnswers(node);
        await session.PlayRest();

        var peer = (await node.Client.Get("/registry/peers")).Json!["peer1"]!;
        var pod = peer["pods"]!["127.0.0.1:8091"]!;
        Assert.Equal(1, (int)pod["currentEpoch"]!["epoch"]!);
        Assert.Equal([0], Epochs(pod["pastEpochs"]));
        Assert.Equal([0, 1], Epochs(peer["podEpochs"]!["127.0.0.1:8091"]));
        Assert.Equal(["t1", "t2"], session.Last!.Json!["Targets"]!.AsObject().Select(target => target.Key));
        Assert.Equal("x-tenant|x-ver,via-goto", (string?)session.Last.Json!["TrackingHeaders"]);
        var instances = (await node.Client.Get("/registry/lockers/run1")).Json!["peerLockers"]!["peer1"]!["instanceLockers"]!.AsObject();
        Assert.True(instances["127.0.0.1:8091"] is null || instances["127.0.0.1:8091"]!["locker"]!.AsObject().Count == 0);
    }

    private static IEnumerable<int> Epochs(JsonNode? epochs) => epochs!.AsArray().Select(epoch => (int)epoch!["epoch"]!);
}
