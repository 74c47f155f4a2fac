namespace Lockers.Benchmarks.Http.Peers;

/// <summary>The nodes that instances connect to, each to the next, as behind a balancer that knows which have ended.</summary>
internal sealed class PeerNodes(params int[] ports)
{
    private int[] _ports = ports;
    private int _next;

    /// <summary>The port of the next one.</summary>
    public int Next()
    {
        var ports = _ports;
        return ports[(uint)Interlocked.Increment(ref _next) % ports.Length];
    }

    /// <summary>One has ended.</summary>
    public void Remove(int port) => _ports = [.. _ports.Where(one => one != port)];
}
