using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Security;

/// <summary>A node without keys: open to programs on this machine, and to no web page of another site.</summary>
public sealed class OpenNodeTests(LockersNode node)
{
    [Theory]
    [InlineData("POST", "/registry/lockers/x/store/a", "Sec-Fetch-Site: cross-site", 403)]
    [InlineData("POST", "/registry/lockers/x/store/a", "Sec-Fetch-Site: same-site", 403)]
    [InlineData("POST", "/registry/lockers/x/store/a", "Sec-Fetch-Site: same-origin", 200)]
    [InlineData("POST", "/registry/lockers/x/store/a", "Origin: http://evil.example", 403)]
    [InlineData("POST", "/registry/lockers/x/store/a", "Origin: null", 403)]
    [InlineData("POST", "/registry/lockers/x/store/a", "Origin: http://node", 200)]
    [InlineData("GET", "/registry/lockers/labels", "Sec-Fetch-Site: cross-site", 200)]
    [InlineData("GET", "/registry/peers/health", "Sec-Fetch-Site: cross-site", 403)]
    [InlineData("GET", "/registry/peers/call?uri=/stop", "Sec-Fetch-Site: cross-site", 403)]
    public async Task A_page_of_another_site_changes_nothing(string method, string target, string header, int expected)
    {
        var answer = await RawConnection.Exchange(node.Address, method, target, method == "POST" ? "text" : null, header);

        Assert.True(answer.Status == expected, answer.ToString());
    }

    [Theory]
    [InlineData("evil.example:8080", 403)]
    [InlineData("localhost:8080", 200)]
    [InlineData("[::1]", 200)]
    public async Task A_name_that_was_made_to_lead_here_is_refused(string host, int expected)
    {
        using var connection = await RawConnection.Open(node.Address, stop: TestContext.Current.CancellationToken);
        await connection.Write(System.Text.Encoding.ASCII.GetBytes($"GET /registry/lockers/labels HTTP/1.1\r\nHost: {host}\r\n\r\n"));

        Assert.Equal(expected, (await connection.Read())!.Status);
    }

    [Fact]
    public async Task Sites_that_are_named_may_use_the_API_and_a_node_that_others_reach_says_that_it_is_open()
    {
        var ports = FreePort.Several(3);
        var address = new Uri($"http://127.0.0.1:{ports[0]}");
        await using var process = new NodeProcess(
            "--urls", $"http://0.0.0.0:{ports[0]}", $"--Lockers:SiloPort={ports[1]}", $"--Lockers:GatewayPort={ports[2]}",
            "--Lockers:Cors:Origins=https://tools.example");
        await Until.Holds(
            () => Task.FromResult(process.Output.Contains("There are no keys", StringComparison.Ordinal)),
            TestDeadlines.Start, () => $"it is said:\n{process.Output}", TestContext.Current.CancellationToken);

        var preflight = await RawConnection.Exchange(
            address, "OPTIONS", "/registry/lockers/x/store/a", null,
            "Origin: https://tools.example", "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: x-api-key");
        var store = await RawConnection.Exchange(
            address, "POST", "/registry/lockers/x/store/a", "text", "Origin: https://tools.example", "Sec-Fetch-Site: cross-site");
        var other = await RawConnection.Exchange(
            address, "POST", "/registry/lockers/x/store/a", "text", "Origin: https://other.example", "Sec-Fetch-Site: cross-site");

        Assert.Equal("https://tools.example", preflight.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal((200, "https://tools.example"), (store.Status, store.Headers["Access-Control-Allow-Origin"]));
        Assert.Equal(403, other.Status);
    }
}
