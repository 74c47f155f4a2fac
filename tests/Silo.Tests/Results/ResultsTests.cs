using System.Text.Json.Nodes;
using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Results;

public sealed class ResultsTests(LockersNode node)
{
    private const string Summary = "/registry/peers/lockers/targets/results";
    private readonly string _peer = Pods.FreshPeer();

    [Fact]
    public async Task Instances_of_a_peer_add_up_and_a_later_report_replaces_the_earlier()
    {
        await node.Client.OpenFresh();
        await Report("1.1.1.1:1", "t1", 3);
        await Report("1.1.1.1:1", "t1", 5);
        await Report("1.1.1.2:1", "t1", 2);
        await Report("1.1.1.2:1", "t2", 4);

        var summary = (await node.Client.Json(Summary))[_peer]!;
        var detailed = (await node.Client.Json(Summary + "?detailed=y"))[_peer]!;

        Assert.Equal("""{"t1":7,"t2":4}""", summary["targetInvocationCounts"]!.ToJsonString());
        Assert.Equal("""{"200":11}""", summary["countsByStatusCodes"]!.ToJsonString());
        Assert.Equal(["t1", "t2"], detailed.Names());
        Assert.Equal(7, (int)detailed["t1"]!["invocationCounts"]!);
        Assert.Equal("""{"200 OK":7}""", detailed["t1"]!["countsByStatus"]!.ToJsonString());
    }

    [Fact]
    public async Task A_later_goto_s_dialect_adds_up_with_the_earlier_one()
    {
        await node.Client.OpenFresh();
        await Report("1.1.1.1:1", "t1", 3);
        const string Later = """{"target":"t1","invocationCount":4,"countsByStatusCodes":{"200":{"count":4,"retries":0}}}""";
        await node.Client.StoreAt(_peer, "1.1.1.2:1", "client,t1", Later);

        var summary = (await node.Client.Json(Summary))[_peer]!;

        Assert.Equal("""{"t1":7}""", summary["targetInvocationCounts"]!.ToJsonString());
        Assert.Equal("""{"200":7}""", summary["countsByStatusCodes"]!.ToJsonString());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1,2]")]
    [InlineData("{\"invocationCounts\":\"many\",\"countsByStatusCodes\":5}")]
    [InlineData("{\"invocationCounts\":99999999999999999999999999,\"countsByHeaders\":{\"x\":null}}")]
    [InlineData("{\"invocationCounts\":1,\"firstResponse\":\"yesterday\"")]
    [InlineData("{\"countsByHeaders\":{\"a\":{\"crossHeaders\":{\"b\":[[[]]]}}}}")]
    public async Task Data_that_is_no_result_never_breaks_the_answer(string text)
    {
        await node.Client.OpenFresh();
        await Report("1.1.1.1:1", "t1", 3);

        await node.Client.StoreAt(_peer, "1.1.1.1:1", "client,odd", text);

        Assert.Equal(3, (int)(await node.Client.Json(Summary))[_peer]!["targetInvocationCounts"]!["t1"]!);
        Assert.Equal(3, (int)(await node.Client.Json(Summary + "?detailed=y"))[_peer]!["t1"]!["invocationCounts"]!);
    }

    [Fact]
    public async Task Invocations_and_other_keys_are_no_targets()
    {
        await node.Client.OpenFresh();
        await node.Client.StoreAt(_peer, "1.1.1.1:1", "client,Invocations,1", "{\"invocationCounts\":1}");
        await node.Client.StoreAt(_peer, "1.1.1.1:1", "job_1_1", "[]");

        Assert.Equal("{}", (await node.Client.Json(Summary + "?detailed=y"))[_peer]!.ToJsonString());
        Assert.All((await node.Client.Json(Summary))[_peer]!.AsObject(), map => Assert.Empty(map.Value.Names()));
    }

    [Fact]
    public async Task The_total_of_all_targets_is_listed_and_not_added()
    {
        await node.Client.OpenFresh();
        await Report("1.1.1.1:1", "t1", 3);
        await Report("1.1.1.1:1", "", 3);

        var summary = (await node.Client.Json(Summary))[_peer]!;

        Assert.Equal("""{"":3,"t1":3}""", summary["targetInvocationCounts"]!.ToJsonString());
        Assert.Equal("""{"200":3}""", summary["countsByStatusCodes"]!.ToJsonString());
    }

    [Fact]
    public async Task Results_of_a_past_run_are_asked_by_its_label()
    {
        var label = await node.Client.OpenFresh();
        await Report("1.1.1.1:1", "t1", 3);
        var results = (await node.Client.Json(Summary)).ToJsonString();
        var detailed = (await node.Client.Json(Summary + "?detailed=y")).ToJsonString();
        await node.Client.OpenFresh();

        Assert.Equal("{}", (await node.Client.Json(Summary)).ToJsonString());
        Assert.Equal("{}", (await node.Client.Json("/registry/lockers/targets/results")).ToJsonString());
        Assert.Equal(results, (await node.Client.Json($"/registry/lockers/{label}/targets/results")).ToJsonString());
        Assert.Equal(detailed, (await node.Client.Json($"/lockers/{label}/targets/results?detailed=y")).ToJsonString());
    }

    [Fact]
    public async Task Everything_is_there_and_nothing_is_null()
    {
        await node.Client.OpenFresh();
        await node.Client.StoreAt(_peer, "1.1.1.1:1", "client,t1", """{"target":"x","countsByStatus":null}""");

        var detailed = (await node.Client.Json(Summary + "?detailed=y"))[_peer]!["t1"]!;

        Assert.Equal(
            ["countsByHeaders", "countsByStatus", "countsByStatusCodes", "countsByURIs", "firstResponse", "invocationCounts",
                "lastResponse",
             "retriedInvocationCounts", "target"],
            detailed.Names().Order(StringComparer.Ordinal));
        Assert.All(detailed.AsObject(), member => Assert.NotNull(member.Value));
        Assert.Equal("t1", (string?)detailed["target"]);
        Assert.Equal("0001-01-01T00:00:00Z", (string?)detailed["firstResponse"]);
    }

    private Task<Answer> Report(string address, string target, int count) =>
        node.Client.StoreAt(_peer, address, $"client,{target}", new JsonObject
        {
            ["target"] = target,
            ["invocationCounts"] = count,
            ["countsByStatus"] = new JsonObject { ["200 OK"] = count },
            ["countsByStatusCodes"] = new JsonObject { ["200"] = count },
        }.ToJsonString());
}
