using System.Net;
using Lockers.Silo.Postgres;
using Microsoft.Extensions.Options;

namespace Lockers.Silo.Hosting;

/// <summary>Says everything that is wrong with a node's configuration, at once.</summary>
internal sealed class NodeOptionsValidator : IValidateOptions<NodeOptions>
{
    public ValidateOptionsResult Validate(string? name, NodeOptions options)
    {
        var errors = new List<string>();
        OneOf(errors, nameof(options.Storage), options.Storage, "Memory", NodeOptions.PostgreSql);
        OneOf(errors, nameof(options.Clustering), options.Clustering, "Localhost", NodeOptions.PostgreSql);
        if (options.IsDurable || options.IsClustered) Connection(errors, options);
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

    private static void OneOf(List<string> errors, string key, string value, string one, string other)
    {
        if (!NodeOptions.Is(value, one) && !NodeOptions.Is(value, other)) errors.Add($"Lockers:{key} is '{value}'; it must be {one} or {other}.");
    }

    // What it says is a secret: only what is wrong with it is told.
    private static void Connection(List<string> errors, NodeOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
            errors.Add("ConnectionStrings:Lockers is empty; PostgreSql needs it.");
        else if (!PostgresConnection.TryParse(options.ConnectionString, out var why))
            errors.Add($"ConnectionStrings:Lockers is not a connection string of PostgreSQL: {why}");
    }

    private static void Port(List<string> errors, string key, int port)
    {
        if (port is < 1 or > 65535) errors.Add($"Lockers:{key} is {port}; it must be from 1 to 65535.");
    }
}
