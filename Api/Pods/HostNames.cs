using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Lockers.Api.Pods;

/// <summary>Finds the addresses of hosts.</summary>
internal interface IHostNames
{
    /// <summary>The addresses of a host.</summary>
    /// <exception cref="SocketException">There is no such host.</exception>
    Task<IPAddress[]> Resolve(string host, CancellationToken stop);
}

/// <summary>
/// Asks a resolver, for a few hosts at once. The system's takes a thread of the pool for each lookup, and keeps it as long as name servers take: it
/// cannot be stopped. Pods with IP addresses need none.
/// </summary>
/// <param name="lookUp">The resolver.</param>
[SuppressMessage("Design", "CA1001", Justification = "Without a wait handle there is nothing to dispose of, and lookups may end after the services have.")]
internal sealed class HostNames(Func<string, Task<IPAddress[]>> lookUp) : IHostNames
{
    /// <summary>How many lookups are under way at most.</summary>
    public const int MaxLookups = 8;

    private readonly SemaphoreSlim _lookups = new(MaxLookups);

    public async Task<IPAddress[]> Resolve(string host, CancellationToken stop)
    {
        await _lookups.WaitAsync(stop);
        var lookup = LookUp(host);
        lookup.Ignore();
        return await lookup.WaitAsync(stop);
    }

    private async Task<IPAddress[]> LookUp(string host)
    {
        try
        {
            return await lookUp(host);
        }
        finally
        {
            _lookups.Release();
        }
    }
}
