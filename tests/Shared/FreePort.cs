using System.Net;
using System.Net.Sockets;

namespace Lockers.Tests.Shared;

/// <summary>Ports of loopback that nobody listens on.</summary>
public static class FreePort
{
    /// <summary>So many ports, all different.</summary>
    public static int[] Several(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
