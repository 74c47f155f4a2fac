using Lockers.Silo.Tests.Peers;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Results;

public sealed class ResultTableTests(LockersNode node)
{
    private const string Earlier = """{"invocationCounts":3,"countsByStatusCodes":{"200":2,"503":1}}""";
    private const string Later = """{"invocationCount":4,"countsByStatusCodes":{"200":{"count":4}}}""";

    private readonly string _peer = Pods.FreshPeer();

    private NodeClient Client => node.Client;

    [Fact]
    public async Task Results_of_all_peers_are_one_table_in_three_formats()
    {
        var label = await Reported();
        var results = $"/lockers/{label}/targets/results";

        var json = await Client.Json($"{results}?by=target");
        var text = await Client.Get($"{results}?status=5xx&format=text").Done();
        var csv = await Client.Get($"{results}?by=instance&format=CSV").Done();

        Assert.Equal((label, "target", 10), ((string?)json["label"], (string?)json["by"], (int)json["total"]!["requests"]!));
        Assert.Equal(["t1", "t2"], json["rows"]!.AsArray().Select(row => (string)row!["name"]!));
        Assert.Equal("""{"200":6,"503":1}""", json["rows"]![0]!["statuses"]!.ToJsonString());
        Assert.Equal("text/plain; charset=utf-8", text.ContentType);
        Assert.Equal("target  requests  5xx   share  responses\nt1             7    1   14.3%  503:1\nt2             3    1   33.3%  503:1\ntotal         10    2   20.0%  503:2\n", text.Text);
        Assert.InRange($"curl 'localhost:8080{results}?status=5xx&format=text'".Replace(label, "run3", StringComparison.Ordinal).Length, 1, 79);
        Assert.Equal("text/csv; charset=utf-8; header=present", csv.ContentType);
        Assert.Equal(3, csv.Text.Split("\r\n").Count(line => line.StartsWith("peer", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_any_of_it_the_answer_is_goto_s_and_of_the_current_locker_the_table_is_the_same()
    {
        var label = await Reported();

        Assert.Equal([_peer], (await Client.Json($"/registry/lockers/{label}/targets/results?by=&status=&format=")).Names());
        var table = (await Client.Json($"/registry/lockers/{label}/targets/results?by=peer")).ToJsonString();
        foreach (var results in (string[])["lockers/targets/results", "lockers/current/targets/results", "peers/lockers/targets/results"])
            Assert.Equal(table, (await Client.Json($"/registry/{results}?by=peer")).ToJsonString());
    }

    [Fact]
    public async Task Errors_say_what_is_allowed()
    {
        var label = await Reported();
        var results = $"/registry/lockers/{label}/targets/results";

        await Client.Get($"{results}?by=pod").Problem(400, "by=pod", "target, peer, instance");
        await Client.Get($"{results}?by=peer&format=xml").Problem(400, "format=xml", "json, text, csv");
        await Client.Get($"{results}?status=200,teapot").Problem(400, "'teapot'", "404", "5xx", "!");
        await Client.Get($"{results}?by=peer&detailed=y").Problem(400, "detailed", "by");
        await Client.Get("/registry/lockers/nolabel/targets/results?by=peer").Problem(404, "nolabel");
        await Client.Get($"{results}?bye=peer").Problem(400, "bye", "'by'");
    }

    [Fact]
    public async Task Earlier_epochs_count_when_they_are_asked_for()
    {
        var label = await Reported();
        await Client.AddPod(_peer, "1.1.1.2:1");

        Assert.Equal(6, (int)(await Client.Json($"/registry/lockers/{label}/targets/results?by=peer"))["total"]!["requests"]!);
        Assert.Equal(10, (int)(await Client.Json($"/registry/lockers/{label}/targets/results?by=peer&epochs=y"))["total"]!["requests"]!);
    }

    [Fact]
    public async Task Two_runs_are_compared()
    {
        var first = await Reported();
        var second = await Client.OpenFresh();
        await Client.StoreAt(_peer, "1.1.1.1:1", "client,t1", Later);

        var json = await Client.Json($"/lockers/compare/{first}/current");
        var text = await Client.Get($"/registry/lockers/compare/{first}/{second}?by=peer&format=text").Done();
        var csv = await Client.Get($"/registry/lockers/compare/{second}/{first}?by=peer&status=503&format=csv").Done();

        Assert.Equal((first, second, "target"), ((string?)json["a"], (string?)json["b"], (string?)json["by"]));
        Assert.Equal((7, 4, -3), ((int)json["rows"]![0]!["a"]!["requests"]!, (int)json["rows"]![0]!["b"]!["requests"]!, (int)json["rows"]![0]!["difference"]!["requests"]!));
        Assert.Null(json["rows"]![1]!["b"]);
        Assert.Equal(-2, (int)json["total"]!["difference"]!["statuses"]!["503"]!);
        Assert.Equal($"a  {first}\nb  {second}\n", string.Concat(text.Text.Split('\n').Take(2).Select(line => line + "\n")));
        Assert.Equal($"{_peer},4,10,6,0,2,2,0,0.2,0.2,\"\",\"503=2\"", csv.Text.Split("\r\n")[1]);
        Assert.Equal(0, (int)(await Client.Json($"/lockers/compare/{first}/{first}"))["total"]!["difference"]!["requests"]!);
    }

    [Fact]
    public async Task A_comparison_names_the_run_that_is_not_there()
    {
        var label = await Client.OpenFresh();

        await Client.Get($"/registry/lockers/compare/{label}/nosecond").Problem(404, "nosecond");
        await Client.Get($"/registry/lockers/compare/nofirst/{label}").Problem(404, "nofirst");
        await Client.Get($"/registry/lockers/compare/all/{label}").Problem(400, "all");
        await Client.Get($"/registry/lockers/compare//{label}").Problem(400, "label");
        Assert.Equal(404, await Client.Status($"/registry/lockers/compare/{label}"));
        Assert.Equal(405, (await Client.Post($"/registry/lockers/compare/{label}/{label}")).Status);
    }

    [Fact]
    public async Task A_locker_labelled_compare_is_read_as_before()
    {
        await Client.Post("/registry/lockers/open/compare").Done();
        await Client.StoreAt(_peer, "1.1.1.1:1", "client,t1", Earlier);
        await Client.Store("compare", "A,B");
        try
        {
            Assert.Equal(["instanceLockers", "locker"], (await Client.Json($"/registry/lockers/compare/peers/{_peer}")).Names());
            Assert.Equal([_peer], (await Client.Json("/registry/lockers/compare/targets/results")).Names());
            Assert.Equal(["compare"], (await Client.Json("/registry/lockers/compare/data/paths")).Names());
            Assert.Equal("text", await Client.Text("compare", "A,B"));
            Assert.Equal(0, (int)(await Client.Json("/registry/lockers/compare/compare/compare"))["total"]!["difference"]!["requests"]!);
        }
        finally
        {
            await Client.Post("/registry/lockers/compare/close").Done();
        }
    }

    private async Task<string> Reported()
    {
        var label = await Client.OpenFresh();
        await Client.StoreAt(_peer, "1.1.1.1:1", "client,t1", Earlier);
        await Client.StoreAt(_peer, "1.1.1.1:1", "client,t2", Earlier);
        await Client.StoreAt(_peer, "1.1.1.2:1", "client,t1", Later);
        return label;
    }
}
