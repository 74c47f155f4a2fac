using System.Text;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster;

[Collection(nameof(SmallCluster))]
public class FrontEndTests(SmallCluster cluster)
{
    private static readonly string Prefix = Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task What_is_stored_through_one_door_is_read_through_every_other()
    {
        foreach (var door in cluster.Doors)
        {
            var text = Guid.NewGuid().ToString();
            Assert.Equal(200, (await door.Post($"/lockers/{Prefix}/store/A,%C3%A9%2FB", text)).Status);

            foreach (var other in cluster.Doors) Assert.Equal(text, (await other.Get($"/lockers/{Prefix}/get/A,%C3%A9%2FB")).Text);
        }
    }

    [Fact]
    public async Task What_an_instance_reports_through_one_door_is_read_through_every_other()
    {
        var text = Guid.NewGuid().ToString();
        await cluster.One.Post("/registry/peers/p/1.1.1.1:1/locker/store/client,", text);

        foreach (var door in cluster.Doors)
            Assert.Equal(text, (await door.Get("/registry/peers/p/1.1.1.1:1/locker/get/client,")).Text);
    }

    [Fact]
    public async Task Text_that_is_not_utf8_comes_back_byte_for_byte_through_a_front_end()
    {
        var bytes = Enumerable.Range(0, 100_000).Select(at => (byte)(at * 7)).ToArray();
        await cluster.One.Send("POST", $"/lockers/{Prefix}/store/bytes", bytes, "application/octet-stream");

        Assert.Equal(bytes, (await cluster.Other.Get($"/lockers/{Prefix}/get/bytes")).Body);
    }

    [Theory]
    [InlineData("/lockers/nowhere/get/A", 404)]
    [InlineData("/lockers/nowhere", 404)]
    [InlineData("/registry/peers/nobody/locker", 404)]
    [InlineData("/lockers/a,b/get/A", 400)]
    [InlineData("/nowhere", 404)]
    public async Task A_front_end_says_what_is_wrong_as_the_node_does(string target, int status)
    {
        var (one, node) = (await cluster.One.Get(target), await cluster.Node.Get(target));

        Assert.Equal((status, status), (one.Status, node.Status));
        Assert.Equal((string?)node.Json!["detail"], (string?)one.Json!["detail"]);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_front_end_says_of_its_health_a_line(string target) =>
        Assert.Equal("Healthy\n", (await cluster.One.Get(target)).Text);

    [Fact]
    public async Task A_front_end_has_metrics_of_its_own()
    {
        await cluster.One.Post($"/lockers/{Prefix}/store/measured", "text");
        var text = (await cluster.One.Get("/metrics")).Text;

        Assert.Contains("\nhttp_server_request_duration_seconds_count{", text, StringComparison.Ordinal);
        Assert.Contains("\nlockers_body_limit_bytes{", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Prefix, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_front_end_that_is_set_up_wrong_says_all_of_it_and_ends()
    {
        foreach (var (wrong, said) in ((string[], string[])[])[
            (["--Lockers:Clustering=Hope", "--Lockers:AdvertisedAddress=nowhere at all", "--Lockers:GatewayPort=0"], ["Hope", "nowhere at all", "GatewayPort is 0"]),
            (["--Lockers:Clustering=PostgreSql"], ["ConnectionStrings:Lockers"]),
            (["--Lockers:MaxValueBytes=0", "--Lockers:MaxPathDepth=0"], ["MaxValueBytes is 0", "MaxPathDepth is 0"])])
        {
            await using var process = NodeProcess.FrontEnd(["--urls", "http://127.0.0.1:0", .. wrong]);
            Assert.Equal(1, await process.Exit(TestDeadlines.Start, TestContext.Current.CancellationToken));
            Assert.All(said, part => Assert.Contains(part, process.Output, StringComparison.Ordinal));
            Assert.DoesNotContain("Unhandled exception", process.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_large_read_streams_whole_through_a_front_end()
    {
        var text = new string('v', 10_000);
        var keys = string.Join(',', Enumerable.Range(0, 2000).Select(at => $"\"k{at:D4}\":{{\"data\":\"{text}{at}\"}}"));
        var dump = $"{{\"lockers\":{{\"large\":{{\"dataLocker\":{{\"locker\":{{{keys}}}}}}}}}}}";
        var load = await cluster.One.Post("/registry/load", dump, "application/json");
        Assert.Equal(200, load.Status);

        var one = await cluster.One.Get("/lockers/large?data=y");
        var node = await cluster.Node.Get("/lockers/large?data=y");

        Assert.True(one.Body.Length > 20_000_000);
        Assert.Equal(node.Body, one.Body);
        Assert.Equal(2000, one.Json!["dataLocker"]!["locker"]!.AsObject().Count);
        Assert.Equal(2000, (await cluster.Other.Get("/lockers/large/find/k?limit=5000")).Json!.AsArray().Count);
    }

    [Fact]
    public async Task A_load_that_is_refused_through_a_front_end_changes_nothing()
    {
        await cluster.Node.Post($"/lockers/{Prefix}/store/kept", "kept");

        var load = await cluster.One.Post("/registry/load", "{\"lockers\":{\"X\":{\"dataLocker\":{\"locker\":{\"A\":{\"data\":\"a\"}}}},\"Y\":1}}");

        Assert.Equal(400, load.Status);
        Assert.Equal("kept", Encoding.UTF8.GetString((await cluster.Other.Get($"/lockers/{Prefix}/get/kept")).Body));
        Assert.Equal(404, (await cluster.Other.Get("/lockers/X")).Status);
    }
}
