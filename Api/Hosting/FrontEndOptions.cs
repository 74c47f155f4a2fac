using System.Net;

namespace Lockers.Api.Hosting;

/// <summary>How a front end without a silo finds the nodes.</summary>
/// <param name="ClusterId">As the nodes have it. Default <c>lockers</c>.</param>
/// <param name="ServiceId">As the nodes have it. Default <c>lockers</c>.</param>
/// <param name="Address">The one node's address, where there is no database. Default loopback.</param>
/// <param name="GatewayPort">The one node's port for front ends. Default 30000.</param>
/// <param name="ConnectionString">The database that the nodes are listed in, or null.</param>
internal sealed record FrontEndOptions(
    string ClusterId, string ServiceId, IPAddress Address, int GatewayPort, string? ConnectionString)
{
    private const string PostgreSql = "PostgreSql";
    private const string Localhost = "Localhost";

    /// <summary>Reads and checks the configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="errors">Everything that is wrong with it; where there is something, the options are of no use.</param>
    public static FrontEndOptions Read(IConfiguration configuration, out List<string> errors)
    {
        errors = [];
        var node = configuration.GetSection(LockersApiExtensions.Section);
        var clustering = node["Clustering"] ?? Localhost;
        var connection = configuration.GetConnectionString("Lockers");
        var isClustered = clustering.Equals(PostgreSql, StringComparison.OrdinalIgnoreCase);
        if (!isClustered && !clustering.Equals(Localhost, StringComparison.OrdinalIgnoreCase))
            errors.Add($"Lockers:Clustering is '{clustering}'; it must be {Localhost} or {PostgreSql}.");
        if (isClustered && string.IsNullOrWhiteSpace(connection))
            errors.Add("ConnectionStrings:Lockers is empty; PostgreSql needs it.");
        if (!IPAddress.TryParse(node["AdvertisedAddress"] ?? "127.0.0.1", out var address))
            errors.Add($"Lockers:AdvertisedAddress is '{node["AdvertisedAddress"]}'; it must be an IP address.");
        if (!int.TryParse(node["GatewayPort"] ?? "30000", out var port) || port is < 1 or > 65535)
            errors.Add($"Lockers:GatewayPort is '{node["GatewayPort"]}'; it must be from 1 to 65535.");
        return new(
            node["ClusterId"] ?? "lockers", node["ServiceId"] ?? "lockers", address ?? IPAddress.Loopback, port, isClustered ? connection : null);
    }
}
