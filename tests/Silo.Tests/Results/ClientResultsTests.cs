using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Results;

public sealed class ClientResultsTests(LockersNode node)
{
    private const string Earlier = """{"invocationCounts":3,"countsByStatusCodes":{"200":3},"countsByURIs":{"/a":3}}""";
    private const string Later =
        """
        {"target":"t1","invocationCount":4,"firstResultAt":"2026-11-27T00:00:01Z","lastResultAt":"2026-11-27T00:00:02Z","retriedInvocationCounts":1,
        "countsByStatus":{"refused":4},"countsByStatusCodes":{"0":{"count":4,"retries":2,"byTimeBuckets":{"[0 5]":{"count":4}}}},"countsByURIs":{"":{"count":4}},
        "countsByRetries":{"2":{"count":1}}}
        """;

    private readonly string _peer = Pods.FreshPeer();

    private NodeClient Client => node.Client;

    // Behind the peer in order.
    private string Other => $"{_peer}-other";

    [Fact]
    public async Task Peers_of_both_generations_add_up_in_both_views()
    {
        var label = await Reported();

        foreach (var results in (string[])[$"/registry/peers/{_peer}", $"/registry/lockers/{label}/peers/{_peer}", $"/registry/lockers/current/peers/{_peer}"])
        {
            foreach (var summary in (string[])["", "/summary"])
            {
                Assert.Equal(
                    """
                    {"PEER":{"countsByStatusCodes":{"0":4,"200":6},"countsByURIs":{"":4,"/a":6},"countsByRetries":{"2":1},"byTargets":{
                    "t1":{"countsByStatusCodes":{"0":4,"200":3},"countsByURIs":{"":4,"/a":3},"countsByRetries":{"2":1},"invocationCount":7,"firstResultAt":"2026-11-27T00:00:01Z","lastResultAt":"2026-11-27T00:00:02Z"},
                    "t2":{"countsByStatusCodes":{"200":3},"countsByURIs":{"/a":3},"invocationCount":3,"firstResultAt":"0001-01-01T00:00:00Z","lastResultAt":"0001-01-01T00:00:00Z"}}}}
                    """.ReplaceLineEndings("").Replace("PEER", _peer, StringComparison.Ordinal),
                    (await Client.Json($"{results}/client/results{summary}")).ToJsonString());
            }
        }

        var earlier = (await Client.Json($"/registry/lockers/{label}/targets/results?detailed=y"))[_peer]!["t1"]!;
        Assert.Equal((7, """{"0":4,"200":3}"""), ((int)earlier["invocationCounts"]!, earlier["countsByStatusCodes"]!.ToJsonString()));
    }

    [Fact]
    public async Task Details_come_with_a_summary_that_says_what_counts_are_made_up_of()
    {
        await Reported();

        var answer = await Client.Json($"/registry/peers/{_peer}/client/results/details/targets=t1");

        Assert.Equal(["details", "summary"], answer.Names());
        var details = answer["details"]![_peer]!["t1"]!;
        Assert.Equal(
            ["target", "invocationCount", "firstResultAt", "lastResultAt", "retriedInvocationCounts", "countsByStatus", "countsByStatusCodes", "countsByURIs", "countsByRetries"],
            details.Names());
        Assert.Equal(["count", "retries", "firstResultAt", "lastResultAt", "byTimeBuckets"], details["countsByStatusCodes"]!["0"].Names());
        Assert.Equal(
            """{"0":{"byTimeBuckets":{"[0 5]":4},"count":4},"200":3}""", answer["summary"]![_peer]!["countsByStatusCodes"]!.ToJsonString());
    }

    [Fact]
    public async Task Instances_are_by_address()
    {
        var label = await Reported();

        var one = (await Client.Json($"/registry/peers/{_peer}/instances/client/results"))[_peer]!;
        var all = await Client.Json($"/registry/lockers/{label}/peers/instances/client/results/targets=t2");

        Assert.Equal(["1.1.1.1:1", "1.1.1.2:1"], one.Names());
        Assert.Equal(3, (int)one["1.1.1.1:1"]!["byTargets"]!["t1"]!["invocationCount"]!);
        Assert.Equal([_peer, Other], all.Names());
        Assert.Equal("""{"1.1.1.3:1":{}}""", all[Other]!.ToJsonString());
    }

    [Fact]
    public async Task What_is_unknown_is_empty_and_an_unknown_locker_is_not_found()
    {
        var label = await Reported();

        Assert.Equal($$$"""{"{{{_peer}}}":{},"{{{Other}}}":{}}""", (await Client.Json("/registry/peers/client/results/targets=missing,other")).ToJsonString());
        Assert.Equal("{}", (await Client.Json("/registry/peers/nobody/client/results")).ToJsonString());
        Assert.Equal("{}", (await Client.Json($"/registry/lockers/{label}/peers/nobody/instances/client/results")).ToJsonString());
        Assert.Equal("""{"details":{},"summary":{}}""", (await Client.Json("/registry/peers/nobody/client/results/details")).ToJsonString());
        Assert.Equal([_peer, Other], (await Client.Json("/registry/peers/client/results/")).Names());
        foreach (var part in (string[])["", "/details", "/targets=t1"])
            await Client.Get($"/registry/lockers/nolabel/peers/client/results{part}").Problem(404, "nolabel");
    }

    [Fact]
    public async Task A_target_with_an_odd_name_is_asked_by_it()
    {
        await Client.OpenFresh();
        await Client.StoreAt(_peer, "1.1.1.1:1", "client,a/b%20c?d", Later);

        var answer = await Client.Json("/registry/peers/client/results/targets=a%2Fb%20c%3Fd,x");

        Assert.Equal(["a/b c?d"], answer[_peer]!["byTargets"].Names());
    }

    private async Task<string> Reported()
    {
        var label = await Client.OpenFresh();
        await Client.StoreAt(_peer, "1.1.1.1:1", "client,t1", Earlier);
        await Client.StoreAt(_peer, "1.1.1.1:1", "client,t2", Earlier);
        await Client.StoreAt(_peer, "1.1.1.2:1", "client,t1", Later);
        await Client.StoreAt(Other, "1.1.1.3:1", "client,odd", "no results");
        await Client.StoreAt(Other, "1.1.1.3:1", "other", "x");
        return label;
    }
}
