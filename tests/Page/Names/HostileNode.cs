using Lockers.Page.Browser;
using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Page.Names;

/// <summary>A node that has <see cref="HostileRun"/>.</summary>
public sealed class HostileNode : IAsyncLifetime
{
    private LockersNode? _node;

    public Uri Address => Node.Address;

    public NodeClient Client => Node.Client;

    private LockersNode Node => _node ?? throw new InvalidOperationException("The node is not started.");

    public async ValueTask InitializeAsync()
    {
        if (ChromiumProgram.Missing is not null) return;
        _node = await LockersNode.Start();
        await new HostileRun(Client).Store();
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
    }
}
