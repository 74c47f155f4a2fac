using System.Net;
using System.Net.Sockets;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Node;

/// <summary>What a node says that cannot start: one line for each thing that is wrong, and exit code 1.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_port_in_use_is_one_line_that_names_another()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var ports = FreePort.Several(2);
        foreach (var (key, arguments) in ((string, string[])[])[
            ("urls", ["--urls", $"http://127.0.0.1:{port}", $"--Lockers:SiloPort={ports[0]}", $"--Lockers:GatewayPort={ports[1]}"]),
            ("urls", ["--urls", $"http://0.0.0.0:{port}", $"--Lockers:SiloPort={ports[0]}", $"--Lockers:GatewayPort={ports[1]}"]),
            ("Lockers:SiloPort", ["--urls", $"http://127.0.0.1:{ports[0]}", $"--Lockers:SiloPort={port}", $"--Lockers:GatewayPort={ports[1]}"]),
            ("Lockers:GatewayPort", ["--urls", $"http://127.0.0.1:{ports[0]}", $"--Lockers:SiloPort={ports[1]}", $"--Lockers:GatewayPort={port}"])])
        {
            var line = Assert.Single(await Refused(arguments));
            Assert.Contains($"In use already: port {port} ({key})", line, StringComparison.Ordinal);
            Assert.Matches($"name other ports: --{key}[ =]", line);
        }
    }

    [Fact]
    public async Task A_second_node_on_the_same_ports_is_one_line()
    {
        await using var node = await LockersNode.Start();

        Assert.Contains("Is another node running?", Assert.Single(await Refused([.. node.Arguments])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:8080", "not an address to serve on")]
    [InlineData("ftp://localhost:8080", "not an address to serve on")]
    [InlineData("http://localhost:99999", "not an address to serve on")]
    [InlineData("http://localhost:8080/path", "not an address to serve on")]
    [InlineData("http://192.0.2.1:8080", "192.0.2.1, which is not an address of this machine")]
    [InlineData("https://127.0.0.1:{0}", "no certificate")]
    public async Task An_address_that_cannot_be_served_on_is_one_line(string url, string says)
    {
        var ports = FreePort.Several(3);
        var line = Assert.Single(await Refused(
            "--urls", url.Replace("{0}", $"{ports[2]}", StringComparison.Ordinal), $"--Lockers:SiloPort={ports[0]}", $"--Lockers:GatewayPort={ports[1]}"));

        Assert.Contains(says, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Lockers:AdvertisedAddress=192.0.2.1", "Lockers:AdvertisedAddress names 192.0.2.1, which is not an address of this machine")]
    [InlineData("--contentRoot=/nowhere/at/all", "contentRoot names a folder that is not there")]
    public async Task Other_things_of_the_machine_that_are_not_there_are_one_line(string argument, string says) =>
        Assert.Contains(says, Assert.Single(await Refused([.. LockersNode.OnFreePorts().Arguments, argument])), StringComparison.Ordinal);

    [Fact]
    public async Task A_database_that_does_not_answer_is_one_line()
    {
        var line = Assert.Single(await Refused([.. LockersNode.OnFreePorts().Arguments,
            "--Lockers:Storage=PostgreSql", $"--ConnectionStrings:Lockers=Host=127.0.0.1;Port={FreePort.Several(1)[0]};Database=d;Username=u;Password=geheim"]));

        Assert.Contains("PostgreSQL", line, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", line, StringComparison.Ordinal);
    }

    private static async Task<string[]> Refused(params string[] arguments)
    {
        await using var process = new NodeProcess(arguments);
        Assert.Equal(1, await process.Exit(TestDeadlines.Start, TestContext.Current.CancellationToken));
        return process.Lines;
    }
}
