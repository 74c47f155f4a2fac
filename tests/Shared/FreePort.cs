using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lockers.Tests.Shared;

/// <summary>
/// Ports of loopback that nobody listens on. They are below those that the system gives to outgoing connections, so they stay
/// free while a process that had them is down.
/// </summary>
public static class FreePort
{
    private const int Lowest = 10_000;
    private const string OutgoingRange = "/proc/sys/net/ipv4/ip_local_port_range";
    private static readonly int Highest = Math.Max(LowestOutgoing() - 1, Lowest + 5000);

    /// <summary>So many ports, all different.</summary>
    public static int[] Several(int count)
    {
        var ports = new HashSet<int>();
        while (ports.Count < count)
        {
            var port = Random.Shared.Next(Lowest, Highest + 1);
            if (IsFree(port)) ports.Add(port);
        }

        return [.. ports];
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int LowestOutgoing() =>
        File.Exists(OutgoingRange) ? int.Parse(File.ReadAllText(OutgoingRange).Split('\t')[0], CultureInfo.InvariantCulture) : 32_768;
}
