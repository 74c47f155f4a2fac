using System.Text.Json.Nodes;
using Lockers.Conformance.Comparison;
using Lockers.Conformance.Replay;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Conformance;

public sealed class DumpTests
{
    [Fact]
    public async Task A_dump_of_goto_loads_and_comes_back_as_it_was()
    {
        var dump = JsonNode.Parse(Recordings.Json(PeerSession.AnswersFile).GetProperty("/registry/dump").GetRawText())!;
        await using var node = await LockersNode.Start();

        Assert.Equal("Registry data loaded\n", (await node.Client.Post("/registry/load", dump.ToJsonString(), "application/json")).Text);

        var ours = (await node.Client.Get("/registry/dump")).Json;
        Masks.Apply(dump, ours);
        Same(Offline(dump), ours);
    }

    [Fact]
    public async Task A_dump_of_ours_moves_everything_to_another_node()
    {
        await using var first = await LockersNode.Start();
        using var session = await PeerSession.UpToTheAnswers(first);
        await session.PlayRest();
        await first.Client.Post("/registry/lockers/notes/store/%C3%A9,,a%2F%22b%5C", "héllo <世界> 😀 \"q\" \u0001\n");
        var dump = await first.Client.Get("/registry/dump");
        await using var second = await LockersNode.Start();

        Assert.Equal("Registry data loaded\n", (await second.Client.Post("/registry/load", dump.Text, null)).Text);

        Same(Offline(dump.Json!), (await second.Client.Get("/registry/dump")).Json);
        Assert.Equal(
            (await first.Client.Get("/registry/lockers/all/dump")).Text, (await second.Client.Get("/registry/lockers/all/dump")).Text);
    }

    // Pods that a load brought are not called until they remember themselves.
    private static JsonNode Offline(JsonNode dump)
    {
        foreach (var (_, peer) in dump["peers"]!.AsObject())
        {
            foreach (var (_, pod) in peer!["pods"]!.AsObject()) pod!["offline"] = true;
        }

        return dump;
    }

    private static void Same(JsonNode? expected, JsonNode? actual)
    {
        var difference = JsonDifference.First(expected, actual);
        Assert.True(difference is null, difference);
    }
}
