using System.Net;

namespace Lockers.Api.Security;

/// <summary>Which addresses only this machine reaches.</summary>
internal static class Loopback
{
    /// <summary>Whether an address that is served, <c>http://localhost:8080</c>, is one of those.</summary>
    public static bool Is(string address)
    {
        var host = BindingAddress.Parse(address).Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
