using Lockers.Tests.Shared;
using Xunit;

namespace Lockers.Cluster;

/// <summary>A node, and two front ends that are clients of it.</summary>
public sealed class SmallCluster : IAsyncLifetime
{
    private readonly List<FrontEnd> _frontEnds = [];
    private LockersNode? _node;

    public NodeClient Node => _node!.Client;

    public NodeClient One => _frontEnds[0].Client;

    public NodeClient Other => _frontEnds[1].Client;

    /// <summary>Every way in: the node's own and those of the front ends.</summary>
    public IReadOnlyList<NodeClient> Doors => [Node, One, Other];

    public async ValueTask InitializeAsync()
    {
        var gateway = FreePort.Several(1)[0];
        _node = await LockersNode.Start($"--Lockers:GatewayPort={gateway}");
        for (var i = 0; i < 2; i++) _frontEnds.Add(await FrontEnd.Start(gateway));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var frontEnd in _frontEnds) await frontEnd.DisposeAsync();
        if (_node is not null) await _node.DisposeAsync();
    }
}

/// <summary>The tests that share one small cluster, and with it the one current locker.</summary>
[CollectionDefinition(nameof(SmallCluster))]
public sealed class SmallClusterTests : ICollectionFixture<SmallCluster>;
