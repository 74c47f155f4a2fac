using Lockers.Tests.Shared;

namespace Lockers.Cluster;

/// <summary>A running front end without a silo, reached over HTTP.</summary>
public sealed class FrontEnd : IAsyncDisposable
{
    private readonly NodeProcess _process;
    private readonly HttpClient _http = new();

    private FrontEnd(int port, IEnumerable<string> arguments)
    {
        Address = new Uri($"http://127.0.0.1:{port}");
        _process = NodeProcess.FrontEnd(["--urls", Address.GetLeftPart(UriPartial.Authority), .. arguments]);
        Client = new NodeClient(Address);
    }

    public Uri Address { get; }

    public NodeClient Client { get; }

    /// <summary>What it said.</summary>
    public string Output => _process.Output;

    /// <summary>Starts one for the node with that gateway, and waits until it serves.</summary>
    public static async Task<FrontEnd> Start(int gatewayPort, params IEnumerable<string> arguments)
    {
        var frontEnd = new FrontEnd(FreePort.Several(1)[0], [$"--Lockers:GatewayPort={gatewayPort}", .. arguments]);
        try
        {
            await frontEnd.Serves();
            return frontEnd;
        }
        catch
        {
            await frontEnd.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it answers what takes a node to answer.</summary>
    public Task Serves() => Until.Holds(
        async () =>
        {
            if (_process.HasExited) throw new InvalidOperationException($"The front end ended. It said:\n{Output}");
            return await Status("/lockers/labels") == 200;
        },
        TestDeadlines.Start,
        () => $"the front end at {Address} serves. It said:\n{Output}",
        CancellationToken.None);

    /// <summary>The status that a read is answered with, whatever that is; 0 where nobody listens or answers.</summary>
    public async Task<int> Status(string target)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(Address, target));
            return (int)answer.StatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        Client.Dispose();
        await _process.DisposeAsync();
    }
}
