using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Node;

public sealed class ConfigurationTests
{
    [Fact]
    public async Task Wrong_configuration_stops_the_start_with_every_error_at_once()
    {
        await using var process = new NodeProcess([.. LockersNode.OnFreePorts().Arguments,
            "--Lockers:Storage=Floppy", "--Lockers:Clustering=Hope", "--Lockers:MaxValueBytes=0", "--Lockers:MaxPathDepth=-1",
            "--Lockers:MaxKeyBytes=0", "--Lockers:MaxLoadBytes=0", "--Lockers:MaxBodyBytesInFlight=0", "--Lockers:MaxConnections=0", "--Lockers:MaxEventsPerPeer=0", "--Lockers:MaxWatchers=0", "--Lockers:MaxEventBytes=0", "--Lockers:PeerNetworks=here", "--Lockers:Traces=true", "--Lockers:AdvertisedAddress=nowhere at all",
            "--Lockers:Auth:Keys:0:Hash=lk_0123456789abcdefghijklmnopqrstuvwxyz-_ABCDE", "--Lockers:Auth:Anonymous=all", "--Lockers:Auth:Metrics=all", "--Lockers:Cors:Origins=*"]);

        Assert.NotEqual(0, await process.Exit(TestDeadlines.Start, TestContext.Current.CancellationToken));

        foreach (var key in (string[])["Storage", "Clustering", "MaxValueBytes", "MaxPathDepth", "MaxKeyBytes", "MaxLoadBytes", "MaxBodyBytesInFlight", "MaxConnections", "MaxEventsPerPeer", "MaxWatchers", "MaxEventBytes", "PeerNetworks", "Traces", "AdvertisedAddress",
            "Auth:Keys:0:Name", "Auth:Keys:0:Hash", "Auth:Keys:0:Roles", "Auth:Anonymous", "Auth:Metrics", "Cors:Origins"])
            Assert.Contains($"Lockers:{key}", process.Output, StringComparison.Ordinal);
        Assert.Contains("Floppy", process.Output, StringComparison.Ordinal);
        Assert.Contains("Hope", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("lk_0123456789", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_made_by_the_program_itself()
    {
        await using var process = new NodeProcess("keygen", "peer", "peer");

        Assert.Equal(0, await process.Exit(TestDeadlines.Start, TestContext.Current.CancellationToken));
        Assert.Matches(@"(?s)lk_[\w-]{43}\n.*Lockers__Auth__Keys__0__Hash=sha256:[0-9a-f]{64}\n.*http://peer:lk_", process.Output);
    }

    [Theory]
    [InlineData("--Lockers:SiloPort=0", "SiloPort")]
    [InlineData("--Lockers:GatewayPort=70000", "GatewayPort")]
    [InlineData("--Lockers:MaxValueBytes=lots", "MaxValueBytes")]
    [InlineData("--Lockers:Storage=Floppy", "Storage")]
    public async Task A_wrong_value_is_named(string argument, string key)
    {
        await using var process = new NodeProcess([.. LockersNode.OnFreePorts().Arguments, argument]);

        Assert.NotEqual(0, await process.Exit(TestDeadlines.Start, TestContext.Current.CancellationToken));

        Assert.Contains(key, process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_reads_stops_the_start_with_what_was_meant_all_at_once()
    {
        await using var process = new NodeProcess([.. LockersNode.OnFreePorts().Arguments,
            "--Locker:Storage=PostgreSql", "--Storage", "Memory", "--Lockers:Storge=Memory", "--Lockers:MaxKeyBytes=lots", "--Lockers:Clustering=Hope",
            "stray", "-x", "--Lockers:SiloPort"]);

        Assert.Equal(1, await process.Exit(TestDeadlines.Start, TestContext.Current.CancellationToken));

        string[] expected = [
            "There is no argument --Locker:Storage; did you mean --Lockers:Storage?", "There is no argument --Storage; did you mean --Lockers:Storage?",
            "There is no argument --Lockers:Storge; did you mean --Lockers:Storage?", "The argument 'stray' belongs to none", "The argument '-x' belongs to none",
            "The argument --Lockers:SiloPort has no value", "Lockers:MaxKeyBytes is 'lots'", "Lockers:Clustering is 'Hope'"];
        Assert.All(expected, line => Assert.Contains(line, process.Output, StringComparison.Ordinal));
        Assert.Equal(expected.Length, process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("--help", "ConnectionStrings:Lockers")]
    [InlineData("-h", "Lockers:Storage")]
    [InlineData("--version", "Lockers 0.1.0")]
    public async Task A_question_is_answered_whatever_else_is_said(string question, string answer)
    {
        foreach (var process in (NodeProcess[])[new(question, "--wrong"), NodeProcess.FrontEnd(question, "--wrong")])
        {
            await using var one = process;
            Assert.Equal(0, await process.Exit(TestDeadlines.Start, TestContext.Current.CancellationToken));
            if (answer != "Lockers:Storage") Assert.Contains(answer, process.Output, StringComparison.Ordinal);
            Assert.InRange(process.Output.Split('\n').Length, 1, 40);
        }
    }

    [Fact]
    public async Task The_settings_that_come_with_the_program_hold_wherever_it_is_started()
    {
        await using var node = await LockersNode.Start();
        await node.Client.Store("x", "a", "text");

        // One line each, in UTC, and none of them for a request.
        Assert.All(node.Process.Lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT[\d:.]+Z \w+: Lockers\.", line));
    }

    [Fact]
    public async Task Limits_come_from_the_configuration()
    {
        await using var node = await LockersNode.Start("--Lockers:MaxValueBytes=10", "--Lockers:MaxPathDepth=2", "--Lockers:MaxKeyBytes=3");

        await node.Client.Store("x", "abc,abc", "0123456789");
        await node.Client.Post("/registry/lockers/x/store/a", "0123456789x").Problem(413, "10");
        await node.Client.Post("/registry/lockers/x/store/a,b,c", "text").Problem(400, "2");
        await node.Client.Post("/registry/lockers/x/store/abcd", "text").Problem(400, "3");
    }
}
