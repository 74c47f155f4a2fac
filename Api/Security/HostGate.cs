using System.Net;
using Lockers.Api.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Lockers.Api.Security;

/// <summary>
/// Refuses requests for a name under which a program that serves this machine only, without keys, is not known: a web page whose own name was made
/// to lead here (DNS rebinding) is of the same site to the browser. Addresses, names without a dot, which no stranger can have, and those
/// below <c>localhost</c> pass. <c>AllowedHosts</c>, which ASP.NET Core checks by itself, takes the place of this.
/// </summary>
internal sealed class HostGate(RequestDelegate next, IServer server, IConfiguration configuration, KeyRing keys)
{
    private const string AllowedHosts = "AllowedHosts";

    private bool? _isChecked;
    private string? _known;

    public Task Invoke(HttpContext context)
    {
        var host = context.Request.Host;
        if (!host.HasValue || host.Value == _known || !(_isChecked ??= IsNeeded())) return next(context);
        if (!Passes(host.Host))
        {
            return Problems.Write(
                context, StatusCodes.Status403Forbidden, "Another host",
                $"This serves localhost, and the request is for '{host.Host}'. To serve it under that name, set {AllowedHosts}={host.Host}, or make keys.");
        }

        _known = host.Value;
        return next(context);
    }

    /// <summary>Whether a host is this machine, or is no name that a stranger can have.</summary>
    public static bool Passes(string host) =>
        !host.Contains('.', StringComparison.Ordinal) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(host.Trim('[', ']'), out _);

    // Asked at the first request: until then nobody has said at which addresses it is served.
    private bool IsNeeded() => !keys.HasKeys && configuration[AllowedHosts] is null
        && server.Features.Get<IServerAddressesFeature>() is { } served && served.Addresses.All(Loopback.Is);
}
