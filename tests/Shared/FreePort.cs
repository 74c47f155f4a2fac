using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lockers.Tests.Shared;

/// <summary>
/// Ports of loopback that nobody listens on. They are below those that the system gives to outgoing connections, so they stay
/// free while a process that had them is down; and each process of tests gives ports of a block of its own, so that no other
/// takes one between its choice and its use.
/// </summary>
public static class FreePort
{
    private const int Lowest = 10_000;
    private const int BlockSize = 1_000;
    private const string OutgoingRange = "/proc/sys/net/ipv4/ip_local_port_range";
    private static readonly int Highest = Math.Max(LowestOutgoing() - 1, Lowest + 5000);

    // The file stays open, and so the block taken, until the process ends.
    private static readonly (int First, FileStream Lock) Block = Take();
    private static int _given;

    /// <summary>So many ports, all different.</summary>
    /// <exception cref="InvalidOperationException">Too few ports of the block are free.</exception>
    public static int[] Several(int count)
    {
        var ports = new HashSet<int>();
        for (var tried = 0; ports.Count < count; tried++)
        {
            if (tried == BlockSize) throw new InvalidOperationException($"Of the {BlockSize} ports from {Block.First}, too few are free.");
            var port = Block.First + (int)((uint)Interlocked.Increment(ref _given) % BlockSize);
            if (IsFree(port)) ports.Add(port);
        }

        return [.. ports];
    }

    private static (int First, FileStream Lock) Take()
    {
        var blocks = Enumerable.Range(0, (Highest + 1 - Lowest) / BlockSize).Select(block => Lowest + (block * BlockSize)).ToArray();
        Random.Shared.Shuffle(blocks);
        foreach (var first in blocks)
        {
            try
            {
                var file = Path.Combine(Path.GetTempPath(), $"lockers-ports.{first}");
                return (first, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another process gives the ports of this block.
            }
        }

        throw new InvalidOperationException($"Other processes of tests have taken all {blocks.Length} blocks of ports.");
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
