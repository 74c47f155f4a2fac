using Lockers.Tests.Shared;

namespace Lockers.Cluster.Nodes;

/// <summary>Nodes as processes of their own, which find each other through a database.</summary>
internal sealed class LockersCluster : IAsyncDisposable
{
    private readonly List<ClusterNode> _silos = [];
    private readonly List<ClusterNode> _frontEnds = [];

    /// <summary>Plans the nodes of a cluster; none of them is started.</summary>
    public LockersCluster(ClusterShape shape)
    {
        string[] database = shape.ConnectionString is null
            ? ["--Lockers:Clustering=Localhost"]
            : ["--Lockers:Clustering=PostgreSql", $"--ConnectionStrings:Lockers={shape.ConnectionString}"];
        string[] shared = [.. database, .. shape.Arguments];
        for (var i = 0; i < shape.Silos; i++) _silos.Add(Silo(i, [.. shared, $"--Lockers:Storage={shape.Storage}"], shape.FrontEnds == 0));
        for (var i = 0; i < shape.FrontEnds; i++) _frontEnds.Add(FrontEnd(i, shared));
    }

    /// <summary>Plans a cluster of these silos; none of them is started.</summary>
    public LockersCluster(IEnumerable<ClusterNode> silos) => _silos.AddRange(silos);

    /// <summary>The silos, in the order of their numbers.</summary>
    public IReadOnlyList<ClusterNode> Silos => _silos;

    /// <summary>What serves REST: the front ends, or the silos where there are none.</summary>
    public IReadOnlyList<ClusterNode> Doors => _frontEnds.Count > 0 ? _frontEnds : _silos;

    /// <summary>All processes.</summary>
    public IEnumerable<ClusterNode> Nodes => _silos.Concat(_frontEnds);

    /// <summary>Starts all nodes, and waits until they are ready.</summary>
    public async Task Start()
    {
        try
        {
            await Task.WhenAll(Nodes.Select(node => node.Start()));
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until all nodes are ready; those that ended are started.</summary>
    public Task AllReady() => Task.WhenAll(Nodes.Select(node => node.ComesBack()));

    public async ValueTask DisposeAsync() => await Task.WhenAll(Nodes.Select(node => node.DisposeAsync().AsTask()));

    private static ClusterNode Silo(int number, string[] arguments, bool servesRest)
    {
        var (address, ports) = LockersNode.OnFreePorts();
        string[] all = [.. ports, .. arguments, .. servesRest ? Array.Empty<string>() : ["--Lockers:Api=false"]];
        return new($"silo {number}", address, "/health/ready", () => new NodeProcess(all));
    }

    private static ClusterNode FrontEnd(int number, string[] arguments)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Several(1)[0]}");
        string[] all = ["--urls", address.GetLeftPart(UriPartial.Authority), .. arguments];
        return new($"front end {number}", address, "/registry/lockers/labels", () => NodeProcess.FrontEnd(all));
    }
}
