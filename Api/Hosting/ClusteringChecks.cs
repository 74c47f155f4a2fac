using System.Net;

namespace Lockers.Api.Hosting;

/// <summary>What is checked of the options of nodes and front ends alike. Each check adds one sentence for what is wrong.</summary>
internal static class ClusteringChecks
{
    /// <summary>Checks all of it.</summary>
    public static void Clustering(List<string> errors, ClusteringOptions options)
    {
        OneOf(errors, nameof(options.Clustering), options.Clustering, "Localhost", ClusteringOptions.PostgreSql);
        Port(errors, nameof(options.GatewayPort), options.GatewayPort);
        if (!IPAddress.TryParse(options.AdvertisedAddress, out _))
            errors.Add($"Lockers:AdvertisedAddress is '{options.AdvertisedAddress}'; it must be an IP address.");
        if (string.IsNullOrWhiteSpace(options.ClusterId)) errors.Add("Lockers:ClusterId is empty.");
        if (string.IsNullOrWhiteSpace(options.ServiceId)) errors.Add("Lockers:ServiceId is empty.");
    }

    /// <summary>Checks a choice between two words.</summary>
    public static void OneOf(List<string> errors, string key, string value, string one, string other)
    {
        if (!ClusteringOptions.Is(value, one) && !ClusteringOptions.Is(value, other))
            errors.Add($"Lockers:{key} is '{value}'; it must be {one} or {other}.");
    }

    /// <summary>Checks a port.</summary>
    public static void Port(List<string> errors, string key, int port)
    {
        if (port is < 1 or > 65535) errors.Add($"Lockers:{key} is {port}; it must be from 1 to 65535.");
    }

    /// <summary>Checks the connection string. What it says is a secret: only what is wrong with it is told.</summary>
    public static void Connection(List<string> errors, ClusteringOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
            errors.Add("ConnectionStrings:Lockers is empty; PostgreSql needs it.");
        else if (!PostgresConnection.TryParse(options.ConnectionString, out var why))
            errors.Add($"ConnectionStrings:Lockers is not a connection string of PostgreSQL: {why}");
    }
}
