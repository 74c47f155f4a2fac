using System.Net;
using System.Net.Sockets;

namespace Lockers.Api.Pods;

/// <summary>Connects to pods: to addresses of allowed networks only, whatever a name resolves to at that moment.</summary>
internal sealed class PodConnector(PodNetworks networks, IHostNames names)
{
    // A name with more addresses is not tried to the end.
    private const int MaxAddresses = 8;

    /// <summary>A connection.</summary>
    /// <exception cref="PodRefusedException">No address of the host may be connected to.</exception>
    /// <exception cref="SocketException">There is no such host, or it did not accept.</exception>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await names.Resolve(host, stop);
        var allowed = addresses.Where(networks.Allows).Take(MaxAddresses).ToArray();
        if (allowed.Length == 0)
            throw new PodRefusedException($"{host} is not in a network that is called (Lockers:PeerNetworks)");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A pod's address is of a network that is not called.</summary>
internal sealed class PodRefusedException(string message) : Exception(message);
