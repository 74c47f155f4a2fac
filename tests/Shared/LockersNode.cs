using Xunit;

namespace Lockers.Tests.Shared;

/// <summary>A running node of one's own, reached over HTTP.</summary>
public sealed class LockersNode : IAsyncLifetime
{
    private NodeProcess? _process;
    private NodeClient? _client;

    /// <summary>Its address, <c>http://127.0.0.1:port</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public NodeClient Client => _client ?? throw new InvalidOperationException("The node is not started.");

    public NodeProcess Process => _process ?? throw new InvalidOperationException("The node is not started.");

    /// <summary>The program's arguments.</summary>
    public IReadOnlyList<string> Arguments { get; private set; } = [];

    private const int MaxTries = 5;

    private string[] Extra { get; init; } = [];

    /// <summary>Starts a node, with further arguments, and waits until it is ready.</summary>
    public static async Task<LockersNode> Start(params string[] arguments)
    {
        var node = new LockersNode { Extra = arguments };
        await node.InitializeAsync();
        return node;
    }

    /// <summary>The arguments of a node on free ports.</summary>
    public static (Uri Address, string[] Arguments) OnFreePorts()
    {
        var ports = FreePort.Several(3);
        var address = new Uri($"http://127.0.0.1:{ports[0]}");
        return (address, [
            "--urls", address.GetLeftPart(UriPartial.Authority),
            $"--Lockers:SiloPort={ports[1]}", $"--Lockers:GatewayPort={ports[2]}"]);
    }

    public async ValueTask InitializeAsync()
    {
        // Other tests take free ports at the same time, and one may be faster.
        for (var tries = 1; !await TryStart(mayBeTaken: tries < MaxTries); tries++) await DisposeAsync();
    }

    private async Task<bool> TryStart(bool mayBeTaken)
    {
        var (address, arguments) = OnFreePorts();
        Address = address;
        Arguments = [.. arguments, .. Extra];
        _process = new NodeProcess(Arguments);
        _client = new NodeClient(address);
        try
        {
            await Until.Holds(IsReady, TestDeadlines.Start, Said, CancellationToken.None);
            return true;
        }
        catch (InvalidOperationException) when (mayBeTaken && Process.HasExited && Process.Output.Contains("In use already", StringComparison.Ordinal))
        {
            return false;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_process is not null) await _process.DisposeAsync();
    }

    private async Task<bool> IsReady()
    {
        if (Process.HasExited) throw new InvalidOperationException($"The node ended at once. {Said()}");
        try
        {
            return (await Client.Get("/health/ready")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private string Said() => $"the node at {Address} is ready. It said:\n{Process.Output}";
}
