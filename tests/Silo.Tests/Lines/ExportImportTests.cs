using System.Text.Json.Nodes;
using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Lines;

public sealed class ExportImportTests(LockersNode node)
{
    private readonly string _peer = Pods.FreshPeer();

    private NodeClient Client => node.Client;

    [Fact]
    public async Task A_run_is_exported_as_lines_and_imported_into_another()
    {
        var label = await Client.OpenFresh();
        await Client.Store(label, "A,B", "line\n\"text\"");
        await Client.Post($"/registry/lockers/{label}/store/A", """{"a":1}""", "application/json").Done();
        await Client.Send("POST", $"/registry/lockers/{label}/store/bytes", [0xFF, 0x00], "application/octet-stream").Done();
        await Client.StoreAt(_peer, "1.1.1.1:1", "client,t1", "report");
        await Client.Post($"/registry/peers/{_peer}/locker/store/own", "of the peer").Done();

        var export = await Client.Get($"/lockers/{label}/export").Done();
        var copy = Calls.FreshLabel();
        var imported = await Client.Post($"/registry/lockers/{copy}/import", export.Text, "application/x-ndjson").Done();

        Assert.Equal("application/x-ndjson; charset=utf-8", export.ContentType);
        var lines = Lines(export);
        Assert.Equal(
            ["""["A"]""", """["A","B"]""", """["bytes"]""", """["own"]""", """["client","t1"]"""], lines.Select(line => line["path"]!.ToJsonString()));
        Assert.Equal(["path", "text", "json", "firstReported", "lastReported"], lines[0].Names());
        Assert.Equal(("line\n\"text\"", "/wA="), ((string)lines[1]["text"]!, (string)lines[2]["base64"]!));
        Assert.Equal((_peer, null, "1.1.1.1:1"), ((string)lines[3]["peer"]!, (string?)lines[3]["instance"], (string)lines[4]["instance"]!));
        Assert.Equal("""{"stored":5}""" + "\n", imported.Text);
        Assert.Equal(export.Text, (await Client.Get($"/registry/lockers/{copy}/export").Done()).Text);
        Assert.Equal([0xFF, 0x00], (await Client.Get($"/registry/lockers/{copy}/get/bytes").Done()).Body);
        Assert.Equal("application/json", (await Client.Get($"/registry/lockers/{copy}/get/A").Done()).ContentType);
        Assert.Equal("report", (await Client.Get($"/registry/lockers/{copy}/peers/{_peer}/1.1.1.1:1/get/client,t1").Done()).Text);
        Assert.Equal(label, (string)(await Client.Json("/registry/lockers/current"))["label"]!);
    }

    [Fact]
    public async Task Part_of_a_run_is_exported()
    {
        var label = await Client.OpenFresh();
        foreach (var key in (string[])["A", "A,B", "A,B,C", "AB", "B"]) await Client.Store(label, key);
        await Client.StoreAt(_peer, "1.1.1.1:1", "client,t1");
        await Client.StoreAt(_peer, "1.1.1.2:1", "client,t1");
        var export = $"/registry/lockers/{label}/export";

        Assert.Equal(["A,B", "A,B,C"], await Paths($"{export}/A,B"));
        Assert.Equal(["A", "A,B", "A,B,C", "AB", "B"], await Paths($"{export}?peers=n"));
        Assert.Equal(["client,t1", "client,t1"], await Paths($"{export}?peer={_peer}"));
        Assert.Equal(["client,t1"], await Paths($"{export}/client?peer={_peer}&instance=1.1.1.2:1"));
        Assert.Empty(await Paths($"{export}/missing?peer={_peer}"));
        Assert.Equal(7, (await Paths($"{export}/")).Length);
        await Client.Get($"{export}/B,C").Problem(404, "B C");
        await Client.Get($"{export}?peer=nobody").Problem(404, "nobody");
        await Client.Get($"{export}/A?peers=y").Problem(400, "?peer=");
        await Client.Get("/registry/lockers/nolabel/export").Problem(404, "nolabel");
    }

    [Fact]
    public async Task A_line_that_cannot_be_one_stops_and_what_came_before_is_stored()
    {
        var label = Calls.FreshLabel();

        var answer = await Client.Post($"/registry/lockers/{label}/import", "{\"path\":[\"A\"],\"text\":\"x\"}\n\n{\"path\":[\"B\"],\"text\":\"x\"}\r\n{\"path\":[\"C\"]}\n{\"path\":[\"D\"],\"text\":\"x\"}");

        Assert.Equal(400, answer.Status);
        Assert.Equal((2, 4), ((int)answer.Json!["stored"]!, (int)answer.Json["line"]!));
        Assert.Equal("Line 4 cannot be imported: it has neither 'text' nor 'base64'. Stored before it: 2 lines.", (string)answer.Json["detail"]!);
        Assert.Equal(["A", "B"], await Paths($"/registry/lockers/{label}/export"));
    }

    [Fact]
    public async Task Lines_without_times_are_stored_now_and_the_current_locker_is_imported_into()
    {
        var label = await Client.OpenFresh();
        await Client.Store(label, "A", "old");
        var before = (string)Lines(await Client.Get($"/registry/lockers/{label}/export"))[0]["firstReported"]!;

        await Client.Post("/registry/lockers/current/import", "\uFEFF{\"path\":[\"A\"],\"text\":\"new\"}\n{\"text\":\"x\",\"path\":[\"B\",\"C\"],\"lastReported\":\"2001-02-03T04:05:06Z\"}").Done();

        var lines = Lines(await Client.Get($"/registry/lockers/{label}/export"));
        Assert.Equal(("new", before), ((string)lines[0]["text"]!, (string)lines[0]["firstReported"]!));
        Assert.NotEqual(before, (string)lines[0]["lastReported"]!);
        Assert.Equal(("2001-02-03T04:05:06Z", "2001-02-03T04:05:06Z"), ((string)lines[1]["firstReported"]!, (string)lines[1]["lastReported"]!));
    }

    [Fact]
    public async Task The_keys_above_are_as_old_and_as_young_as_what_is_imported_below_them()
    {
        var label = Calls.FreshLabel();

        await Client.Post(
            $"/registry/lockers/{label}/import",
            """
            {"path":["A","x"],"text":"","firstReported":"2001-01-01T00:00:03Z","lastReported":"2001-01-01T00:00:04Z"}
            {"path":["A","y"],"text":"","firstReported":"2001-01-01T00:00:01Z","lastReported":"2001-01-01T00:00:02Z"}
            {"path":["A","z"],"text":"","firstReported":"2001-01-01T00:00:05Z","lastReported":"2001-01-01T00:00:06Z"}
            """).Done();

        var key = (await Client.Json($"/registry/lockers/{label}/keys"))["keys"]![0]!;
        Assert.Equal(("2001-01-01T00:00:01Z", "2001-01-01T00:00:06Z"), ((string)key["firstReported"]!, (string)key["lastReported"]!));
    }

    [Fact]
    public async Task Lockers_of_contexts_are_exported_and_imported_and_take_no_peers()
    {
        var label = Calls.FreshLabel();
        var locker = $"/registry/context/c/lockers/{label}";

        await Client.Post($"{locker}/import", "{\"path\":[\"A\"],\"text\":\"x\"}").Done();

        Assert.Equal(["A"], await Paths($"{locker}/export"));
        await Client.Post($"{locker}/import", "{\"path\":[\"A\"],\"text\":\"x\",\"peer\":\"p\"}").Problem(400, "Line 1", "no peers");
    }

    [Fact]
    public async Task What_cannot_be_imported_into_is_said_and_nothing_makes_nothing()
    {
        var label = Calls.FreshLabel();

        await Client.Post("/registry/lockers/all/import", "").Problem(400, "all");
        Assert.Equal("""{"stored":0}""" + "\n", (await Client.Post($"/registry/lockers/{label}/import", "\n \n").Done()).Text);
        Assert.Equal(404, await Client.Status($"/registry/lockers/{label}"));
    }

    private async Task<string[]> Paths(string target) =>
        [.. Lines(await Client.Get(target).Done()).Select(line => string.Join(',', line["path"]!.AsArray().Select(key => (string)key!)))];

    private static List<JsonNode> Lines(Answer answer) => [.. answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
}
