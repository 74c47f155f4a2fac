using System.Net;
using Microsoft.Extensions.Options;

namespace Lockers.Silo.Hosting;

/// <summary>Says everything that is wrong with a node's configuration, at once.</summary>
internal sealed class NodeOptionsValidator : IValidateOptions<NodeOptions>
{
    public ValidateOptionsResult Validate(string? name, NodeOptions options)
    {
        var errors = new List<string>();
        if (!Is(options.Storage, "Memory"))
            errors.Add($"Lockers:Storage is '{options.Storage}'; this version knows Memory.");
        if (!Is(options.Clustering, "Localhost"))
            errors.Add($"Lockers:Clustering is '{options.Clustering}'; this version knows Localhost.");
        Port(errors, nameof(options.SiloPort), options.SiloPort);
        Port(errors, nameof(options.GatewayPort), options.GatewayPort);
        if (options.SiloPort == options.GatewayPort)
            errors.Add($"Lockers:SiloPort and Lockers:GatewayPort are both {options.SiloPort}; they must differ.");
        if (!IPAddress.TryParse(options.AdvertisedAddress, out _))
            errors.Add($"Lockers:AdvertisedAddress is '{options.AdvertisedAddress}'; it must be an IP address.");
        if (string.IsNullOrWhiteSpace(options.ClusterId)) errors.Add("Lockers:ClusterId is empty.");
        if (string.IsNullOrWhiteSpace(options.ServiceId)) errors.Add("Lockers:ServiceId is empty.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static bool Is(string value, string known) => value.Equals(known, StringComparison.OrdinalIgnoreCase);

    private static void Port(List<string> errors, string key, int port)
    {
        if (port is < 1 or > 65535) errors.Add($"Lockers:{key} is {port}; it must be from 1 to 65535.");
    }
}
