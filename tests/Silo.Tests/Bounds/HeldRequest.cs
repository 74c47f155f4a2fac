using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Lockers.Silo.Tests.Bounds;

/// <summary>A request on a connection of its own, of whose answer the head is read and no more.</summary>
internal sealed class HeldRequest : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true, ReceiveBufferSize = 16 * 1024 };

    /// <summary>Connects, and sends some bytes.</summary>
    public static async Task<HeldRequest> Send(Uri node, string head)
    {
        var request = new HeldRequest();
        await request._tcp.ConnectAsync(node.Host, node.Port);
        await request.Send(Encoding.ASCII.GetBytes(head));
        return request;
    }

    /// <summary>Sends more; nothing, once the other side has hung up.</summary>
    public async Task Send(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _tcp.GetStream().WriteAsync(bytes);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // What it answered before that is still there to be read.
        }
    }

    /// <summary>The head of the answer; empty where the connection ends without one.</summary>
    public async Task<string> Head()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        try
        {
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                if (await _tcp.GetStream().ReadAsync(one) == 0) break;
                head.Append((char)one[0]);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            return "";
        }

        return head.ToString();
    }

    /// <summary>The status in a head, or 0.</summary>
    public static int Status(string head) => head.Length == 0 ? 0 : int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture);

    public void Dispose() => _tcp.Dispose();
}
