using System.Net.Sockets;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Silo.Tests.Node;

/// <summary>A front end without a silo, before its one node, and when that goes and comes.</summary>
public sealed class FrontEndTests : IAsyncDisposable
{
    private readonly Uri _address;
    private readonly string[] _node;
    private readonly int _gateway;
    private readonly NodeProcess _frontEnd;
    private readonly NodeClient _client;

    public FrontEndTests()
    {
        var ports = FreePort.Several(4);
        _address = new Uri($"http://127.0.0.1:{ports[0]}");
        _gateway = ports[1];
        _node = ["--urls", $"http://127.0.0.1:{ports[2]}", $"--Lockers:SiloPort={ports[3]}", $"--Lockers:GatewayPort={_gateway}"];
        _frontEnd = NodeProcess.FrontEnd("--urls", _address.GetLeftPart(UriPartial.Authority), $"--Lockers:GatewayPort={_gateway}");
        _client = new NodeClient(_address) { MayBeUnavailable = true };
    }

    [Fact]
    public async Task It_listens_at_once_and_says_what_it_waits_for_once_and_when_that_is_there()
    {
        await Becomes("/health/live", 200);
        var waiting = await _client.Get("/registry/lockers/labels");
        Assert.Equal(503, waiting.Status);
        Assert.Equal("1", waiting.Headers["Retry-After"]);
        Assert.Contains($"127.0.0.1:{_gateway}", (string?)waiting.Json!["detail"], StringComparison.Ordinal);
        Assert.Equal(503, (await _client.Post("/registry/lockers/x/store/a", "text")).Status);
        Assert.Equal(503, await _client.Status("/health/ready"));
        await Said("Waiting for");

        await using var node = new NodeProcess(_node);
        await Becomes("/registry/lockers/labels", 200);
        await Becomes("/health/ready", 200);
        using var http2 = new NodeClient(_address) { IsHttp2 = true };
        await http2.Store("x", "a", "over HTTP/2");
        Assert.Equal("over HTTP/2", await _client.Text("x", "a"));

        await Said("Serving");
        var reasons = _frontEnd.Output.Split('\n').Where(line => line.Contains("Waiting for", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf("Waiting for", StringComparison.Ordinal)..]).ToList();
        Assert.NotEmpty(reasons);
        Assert.Equal(reasons.Distinct(), reasons);
        Assert.All(_frontEnd.Lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT[\d:.]+Z \w+: Lockers\.", line));
    }

    [Fact]
    public async Task It_says_where_it_serves_and_that_it_stops_once_each()
    {
        await Said("serves on");
        _frontEnd.Terminate();
        Assert.Equal(0, await _frontEnd.Exit(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        var lines = _frontEnd.Output.Split('\n');
        Assert.Matches(
            @$" info: Lockers\.Api\S* Lockers \S+ serves on {_address.GetLeftPart(UriPartial.Authority)}, a front end before the node at 127\.0\.0\.1:{_gateway}",
            Assert.Single(lines, line => line.Contains("serves on", StringComparison.Ordinal)));
        Assert.EndsWith("Lockers stops; a front end holds nothing", lines[^1], StringComparison.Ordinal);
        Assert.Single(lines, line => line.Contains("Lockers stops", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_serves_again_when_a_node_comes_after_one_that_was_stopped_at_its_start()
    {
        await Becomes("/health/live", 200);
        for (var round = 0; round < 4; round++)
        {
            await using var first = new NodeProcess(_node);
            await Until.Holds(GatewayListens, TestDeadlines.Start, () => $"the node listens:\n{first.Output}", TestContext.Current.CancellationToken);
            if (round % 2 == 0) first.Terminate();
            else first.Kill();
            await first.Exit(TestDeadlines.Start, TestContext.Current.CancellationToken);

            await using var next = new NodeProcess(_node);
            await Becomes("/registry/lockers/labels", 200);
            await Becomes("/health/ready", 200);
        }
    }

    [Fact]
    public async Task It_is_not_ready_while_its_node_is_away()
    {
        await using (new NodeProcess(_node)) await Becomes("/health/ready", 200);

        await Becomes("/health/ready", 503);
        Assert.Equal(503, (await _client.Get("/registry/lockers/labels")).Status);
        Assert.Equal(200, await _client.Status("/health/live"));
        await Said("Not ready: the registry does not answer");

        await using var next = new NodeProcess(_node);
        await Becomes("/health/ready", 200);
        await Said("Ready again");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _frontEnd.DisposeAsync();
    }

    private async Task<bool> GatewayListens()
    {
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync("127.0.0.1", _gateway);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private Task Becomes(string target, int status) => Until.Holds(
        async () =>
        {
            try
            {
                return (await _client.Get(target)).Status == status;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        TestDeadlines.Start, () => $"{target} is {status}. The front end said:\n{_frontEnd.Output}", TestContext.Current.CancellationToken);

    private Task Said(string text) => Until.Holds(
        () => Task.FromResult(_frontEnd.Output.Contains(text, StringComparison.Ordinal)),
        TestDeadlines.Start, () => $"'{text}' is said:\n{_frontEnd.Output}", TestContext.Current.CancellationToken);
}
