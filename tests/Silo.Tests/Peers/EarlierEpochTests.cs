using System.Text.Json.Nodes;
using Lockers.Silo.Tests.Dump;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Peers;

public sealed class EarlierEpochTests(LockersNode node)
{
    private const string Address = "10.0.0.1:81";
    private const string Summary = "/registry/peers/lockers/targets/results";
    private readonly string _peer = Pods.FreshPeer();

    private NodeClient Client => node.Client;

    [Fact]
    public async Task What_a_pod_reported_before_it_registered_again_is_read_by_the_number_of_its_epoch()
    {
        var label = await Client.OpenFresh();
        await ReportInEpochs(Client, _peer, 3);

        Assert.Equal([0, 1, 2], (await Client.Peer(_peer))!["podEpochs"]![Address].Epochs());
        await ShowsThree(Client, _peer, label);
        await ShowsThree(Client, _peer, "current");
        Assert.Equal(
            Report(1), (await Client.Get($"/registry/peers/{_peer}/{Address}/locker/get/client,t?epoch=0").Done()).Text);
        var keys = (await Client.Json($"/registry/peers/{_peer}/{Address}/locker?epoch=1"))["locker"]!;
        Assert.Equal(Report(2), (string?)keys["client"]!["subKeys"]!["t"]!["data"]);
        var tree = await Client.Json($"/registry/lockers/{label}/peers/{_peer}/{Address}/get/client?epoch=0");
        Assert.Equal(Report(1), (string?)tree["client"]!["subKeys"]!["t"]!["data"]);
    }

    [Fact]
    public async Task Answers_that_do_not_ask_for_earlier_epochs_are_as_ever()
    {
        var label = await Client.OpenFresh();
        await ReportInEpochs(Client, _peer, 3);

        var instance = await Client.Json($"/registry/lockers/{label}/peers/{_peer}/{Address}");

        Assert.Equal(["locker", "active"], instance.Names());
        Assert.Equal("""{"t":4}""", (await Client.Json(Summary))[_peer]!["targetInvocationCounts"]!.ToJsonString());
        Assert.DoesNotContain("epochs", (await Client.Json($"/registry/lockers/{label}?data=y")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_of_earlier_epochs_are_added_up_where_that_is_asked_for()
    {
        var label = await Client.OpenFresh();
        await ReportInEpochs(Client, _peer, 3);
        await Client.StoreAt(_peer, "10.0.0.2:81", "client,t", Report(100));

        foreach (var results in (string[])[Summary, $"/registry/lockers/{label}/targets/results"])
        {
            Assert.Equal(104, (int)(await Client.Json(results))[_peer]!["targetInvocationCounts"]!["t"]!);
            Assert.Equal(107, (int)(await Client.Json($"{results}?epochs=y"))[_peer]!["targetInvocationCounts"]!["t"]!);
            Assert.Equal(107, (int)(await Client.Json($"{results}?epochs=y&detailed=y"))[_peer]!["t"]!["invocationCounts"]!);
        }
    }

    [Fact]
    public async Task The_last_eight_are_kept_and_listed()
    {
        var label = await Client.OpenFresh();
        await ReportInEpochs(Client, _peer, 12);

        var instance = await Client.Json($"/registry/lockers/{label}/peers/{_peer}/{Address}?epochs=y");

        Assert.Equal(["3", "4", "5", "6", "7", "8", "9", "10"], instance["epochs"].Names());
        Assert.Equal(404, await Client.Status($"/registry/lockers/{label}/peers/{_peer}/{Address}?epoch=2"));
    }

    [Fact]
    public async Task What_was_reported_before_the_first_registration_is_epoch_minus_one()
    {
        var label = await Client.OpenFresh();
        await Client.StoreAt(_peer, Address, "early", "bird");

        await Client.AddPod(_peer, Address);

        Assert.Equal("bird", (await Client.Get($"/registry/lockers/{label}/peers/{_peer}/{Address}/get/early?epoch=-1").Done()).Text);
    }

    [Fact]
    public async Task An_epoch_that_is_not_kept_is_not_found_and_what_is_no_number_is_refused()
    {
        var label = await Client.OpenFresh();
        await ReportInEpochs(Client, _peer, 2);
        var instance = $"/registry/lockers/{label}/peers/{_peer}/{Address}";

        foreach (var target in (string[])[instance, $"{instance}/get/client,t", $"{instance}/get/client"])
        {
            await Client.Get($"{target}?epoch=1").Problem(404, "epoch 1");
            await Client.Get($"{target}?epoch=x").Problem(400, "epoch=x");
            await Client.Get($"{target}?epoch=-2").Problem(400, "epoch=-2");
        }

        await Client.Get($"{instance}/get/other?epoch=0").Problem(404, "epoch 0");
        Assert.Equal(404, await Client.Status($"/registry/lockers/{label}/peers/{_peer}/10.9.9.9:1?epoch=0"));
        Assert.Equal(404, await Client.Status($"/registry/lockers/{label}/peers/{_peer}/10.9.9.9:1/get/a?epoch=0"));
    }

    [Theory]
    [InlineData("/registry/lockers/{0}/clear")]
    [InlineData("/registry/lockers/{0}/close")]
    [InlineData("/registry/peers/{1}/{2}/locker/clear")]
    [InlineData("/registry/peers/{1}/locker/clear")]
    [InlineData("/registry/peers/lockers/clear")]
    public async Task Whatever_empties_the_locker_drops_them(string target)
    {
        var label = await Client.OpenFresh();
        await ReportInEpochs(Client, _peer, 2);

        await Client.Post(string.Format(System.Globalization.CultureInfo.InvariantCulture, target, label, _peer, Address)).Done();

        await Client.Post($"/registry/lockers/open/{label}").Done();
        await Client.StoreAt(_peer, Address, "a");
        Assert.Equal(404, await Client.Status($"/registry/lockers/{label}/peers/{_peer}/{Address}?epoch=0"));
        Assert.Equal(["locker", "active"], (await Client.Json($"/registry/lockers/{label}/peers/{_peer}/{Address}?epochs=y")).Names());
    }

    [Fact]
    public async Task A_dump_holds_them_and_a_load_brings_them_back()
    {
        var label = await Client.OpenFresh();
        await ReportInEpochs(Client, _peer, 3);
        var dump = (await Client.Get($"/registry/lockers/{label}/dump").Done()).Body;
        Assert.Equal(["0", "1"], Instance(JsonNode.Parse(dump)!)["epochs"].Names());
        var all = await Dumps.Of(node);
        await Client.Post($"/registry/lockers/{label}/clear").Done();

        await Client.Send("POST", "/registry/load", all).Done();
        Dumps.Same(Dumps.Offline(all), await Dumps.Of(node), "after the load");
        await ShowsThree(Client, _peer, label);

        await Client.Send("POST", $"/registry/lockers/{label}-copy/load", dump).Done();
        await ShowsThree(Client, _peer, label + "-copy");
        await Client.AddPod(_peer, Address);
        Assert.Equal(
            ["0", "1", "2"], (await Client.Json($"/registry/lockers/{label}/peers/{_peer}/{Address}?epochs=y"))["epochs"].Names());
    }

    [Fact]
    public async Task They_survive_the_end_of_a_durable_node()
    {
        NeedsPostgresAttribute.Check();
        await using var postgres = await PrivatePostgres.Start();
        string[] durable = ["--Lockers:Storage=PostgreSql", $"--ConnectionStrings:Lockers={postgres.ConnectionString}"];
        await using (var first = await LockersNode.Start(durable))
        {
            await first.Client.Post("/registry/lockers/open/run").Done();
            await ReportInEpochs(first.Client, "p", 3);
            first.Process.Kill();
        }

        await using var second = await LockersNode.Start(durable);
        await ShowsThree(second.Client, "p", "run");
        await second.Client.AddPod("p", Address);
        Assert.Equal("3", (await second.Client.Json("/registry/peers"))["p"]!["pods"]![Address]!["currentEpoch"]!["epoch"]!.ToJsonString());
        Assert.Equal(["0", "1", "2"], (await second.Client.Json($"/registry/lockers/run/peers/p/{Address}?epochs=y"))["epochs"].Names());
    }

    /// <summary>A pod registers, and again and again: in its n-th epoch it reports 2 to the power of n calls.</summary>
    private static async Task ReportInEpochs(NodeClient client, string peer, int epochs)
    {
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            await client.AddPod(peer, Address);
            await client.StoreAt(peer, Address, "client,t", Report(1 << epoch));
        }
    }

    private static async Task ShowsThree(NodeClient client, string peer, string label)
    {
        var instance = $"/registry/lockers/{label}/peers/{peer}/{Address}";
        Assert.Equal(Report(1), (await client.Get($"{instance}/get/client,t?epoch=0").Done()).Text);
        Assert.Equal(Report(2), (await client.Get($"{instance}/get/client,t?epoch=1").Done()).Text);
        Assert.Equal(Report(4), (await client.Get($"{instance}/get/client,t").Done()).Text);
        Assert.Equal(["0", "1"], (await client.Json($"{instance}?epochs=y"))["epochs"].Names());
        var results = (await client.Json($"/registry/lockers/{label}/targets/results?epochs=y"))[peer]!;
        Assert.Equal(7, (int)results["targetInvocationCounts"]!["t"]!);
    }

    private JsonNode Instance(JsonNode locker) => locker["peerLockers"]![_peer]!["instanceLockers"]![Address]!;

    private static string Report(int calls) => $$"""{"target":"t","invocationCounts":{{calls}}}""";
}
