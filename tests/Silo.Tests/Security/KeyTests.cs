using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Security;

/// <summary>Keys on a node: what is stored and read with them, over both protocols, and that none is shown anywhere.</summary>
public sealed class KeyTests(KeyNode stage) : IClassFixture<KeyNode>
{
    private const string Store = "/registry/peers/p/1.1.1.1:1/locker/store/a";

    private Uri Node => stage.Node.Address;

    [Fact]
    public async Task What_a_key_may_is_done_by_the_data_path_and_by_routes()
    {
        var (write, read) = ($"Authorization: Bearer {stage.Keys["write"]}", $"X-Api-Key: {stage.Keys["read"]}");

        Assert.Equal(200, (await Exchange("POST", "/registry/lockers/x/store/a", "text", write)).Status);
        Assert.Equal("text", (await Exchange("GET", "/registry/lockers/x/get/a", null, read)).Text);
        Assert.Equal(200, (await Exchange("GET", "/registry/lockers/x", null, read)).Status);
        Assert.Equal(200, (await Exchange("POST", "/registry/context/c/lockers/x/store/a", "text", $"X-Api-Key: {stage.Keys["peer"]}")).Status);
        Assert.Equal("text", (await Exchange("GET", "/registry/context/c/lockers/x/get/a", null, read)).Text);
        Assert.Equal(403, (await Exchange("POST", "/registry/lockers/x/store/a", "text", read)).Status);
        Assert.Equal(403, (await Exchange("GET", "/registry/lockers/x/get/a", null, $"X-Api-Key: {stage.Keys["peer"]}")).Status);
        Assert.Equal(401, (await Exchange("GET", "/registry/lockers/x/get/a", null)).Status);
        Assert.Equal("text", (await Exchange("GET", "/registry/lockers/x/get/a", null, read)).Text);
    }

    [Fact]
    public async Task A_peer_that_sends_its_registry_URLs_user_is_served_over_both_protocols_with_either_key_of_its_name()
    {
        foreach (var key in (string[])[stage.Keys["peer"], stage.Next])
        {
            var basic = KeyNode.Basic("peer", key);
            Assert.Equal(200, (await Exchange("POST", Store, "text", $"Authorization: {basic}")).Status);
            using var http2 = await RawHttp2Connection.Open(Node, TestContext.Current.CancellationToken);
            Assert.Equal(200, (await http2.Exchange("POST", Store, "text", ("authorization", basic))).Status);
            Assert.Equal(403, (await http2.Exchange("GET", "/registry/peers", null, ("authorization", basic))).Status);
            Assert.Equal(401, (await http2.Exchange("POST", Store, "text")).Status);
            Assert.Equal(200, (await http2.Exchange("POST", Store, "text", ("authorization", basic))).Status);
        }
    }

    [Fact]
    public async Task The_dashboard_is_for_admins_and_health_for_everybody()
    {
        await Until.Holds(
            async () => (await Exchange("GET", "/health/ready", null)).Status == 200, TestDeadlines.Step, () => "it is ready",
            TestContext.Current.CancellationToken);
        foreach (var target in (string[])["/dashboard/", "/dashboard/index.min.js", "/dashboard/version", "/dashboard/GrainTypes"])
        {
            Assert.StartsWith("Basic ", (await Exchange("GET", target, null)).Headers["WWW-Authenticate"], StringComparison.Ordinal);
            Assert.Equal(403, (await Exchange("GET", target, null, $"Authorization: {KeyNode.Basic("write", stage.Keys["write"])}")).Status);
            Assert.InRange((await Exchange("GET", target, null, $"Authorization: {KeyNode.Basic("admin", stage.Keys["admin"])}")).Status, 200, 399);
        }
    }

    [Fact]
    public async Task Metrics_are_for_whoever_may_read()
    {
        Assert.StartsWith("Basic ", (await Exchange("GET", "/metrics", null)).Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.Equal(403, (await Exchange("GET", "/metrics", null, $"X-Api-Key: {stage.Keys["peer"]}")).Status);
        var metrics = await Exchange("GET", "/metrics", null, $"Authorization: Bearer {stage.Keys["read"]}");

        Assert.Equal(200, metrics.Status);
        Assert.Contains("lockers_lease_valid", metrics.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_names_the_key_of_who_removed_or_replaced_something()
    {
        var (admin, write) = ($"X-Api-Key: {stage.Keys["admin"]}", $"Authorization: {KeyNode.Basic("write", stage.Keys["write"])}");
        const string line = """{"path":["a"],"text":"b","firstReported":"2001-02-03T04:05:06Z","lastReported":"2001-02-03T04:05:06Z"}""";

        await Exchange("POST", "/registry/lockers/asked/import", line, write);
        var dump = (await Exchange("GET", "/registry/lockers/asked/dump", null, admin)).Text;
        await Exchange("POST", "/registry/lockers/asked/load", dump, write);
        await Exchange("POST", "/registry/lockers/asked/close", null, write);
        await Exchange("POST", "/registry/peers/clear", null, admin);
        await Exchange("POST", "/registry/load", "{}", admin);

        foreach (var said in (string[])[
            "Lines were imported into locker 'asked', asked by 127.0.0.1 with key 'write': 1",
            "Locker asked was loaded, asked by 127.0.0.1 with key 'write'. Keys: 1",
            "POST /registry/lockers/asked/close by 127.0.0.1 with key 'write': removed 1 locker",
            "POST /registry/peers/clear by 127.0.0.1 with key 'admin': removed ",
            "A dump was loaded, asked by 127.0.0.1 with key 'admin'. "])
        {
            await Until.Holds(
                () => Task.FromResult(stage.Node.Process.Output.Contains(said, StringComparison.Ordinal)),
                TimeSpan.FromSeconds(20), () => $"'{said}' is logged:\n{stage.Node.Process.Output}", TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_key_is_shown_nowhere()
    {
        var secrets = stage.Keys.Values.Append(stage.Next).SelectMany(key => (string[])[key, KeyNode.Basic("peer", key)["Basic ".Length..]]).ToList();
        foreach (var key in stage.Keys.Values)
        {
            foreach (var header in (string[])[$"Authorization: Bearer {key}", $"X-Api-Key: {key}", $"Authorization: {KeyNode.Basic("peer", key)}", $"X-Api-Key: {key}x"])
            {
                foreach (var (method, target) in ((string, string)[])
                    [("GET", "/registry/dump"), ("GET", "/registry/lockers/none"), ("POST", "/registry/lockers/x/store/"), ("POST", "/registry/peers/clear/epochs")])
                {
                    var shown = Shown(await Exchange(method, target, null, header));
                    Assert.DoesNotContain(secrets, secret => shown.Contains(secret, StringComparison.Ordinal));
                }
            }
        }

        await Until.Holds(
            () => Task.FromResult(stage.Node.Process.Output.Contains("/registry/peers/clear/epochs", StringComparison.Ordinal)),
            TestDeadlines.Step, () => "what is done is logged", TestContext.Current.CancellationToken);
        Assert.DoesNotContain(secrets, secret => stage.Node.Process.Output.Contains(secret, StringComparison.Ordinal));
    }

    private static string Shown(Answer answer) => $"{string.Join('\n', answer.Headers)}\n{answer.Text}";

    private Task<Answer> Exchange(string method, string target, string? body, params string[] headers) =>
        RawConnection.Exchange(Node, method, target, body, headers);
}
