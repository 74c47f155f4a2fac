using System.Net;
using Microsoft.Extensions.Configuration.Memory;
using Orleans.Configuration;

namespace Lockers.Api.Hosting;

/// <summary>
/// Makes an application a front end without a silo: a client of the cluster whose nodes are in PostgreSQL, or of the one node
/// at <c>Lockers:AdvertisedAddress</c>. The keys are those that nodes have.
/// </summary>
internal static class FrontEndExtensions
{
    // What the log says where the configuration does not: nothing for every request.
    private static readonly Dictionary<string, string?> QuietLog = new()
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Orleans"] = "Warning",
    };

    /// <summary>Adds the Orleans client. Where the configuration is wrong, every error is said on standard error instead.</summary>
    /// <returns>Whether it was added.</returns>
    public static bool AddFrontEnd(this WebApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = QuietLog });
        var options = FrontEndOptions.Read(builder.Configuration, out var errors);
        if (!ConfigurationCheck.Report(errors)) return false;
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = options.ClusterId;
                cluster.ServiceId = options.ServiceId;
            });
            client.UseConnectionRetryFilter(KeepTrying);
            if (options.ConnectionString is { } connection) client.UsePostgres(connection);
            else client.UseStaticClustering(new IPEndPoint(options.Address, options.GatewayPort));
        });
        return true;
    }

    // Whatever is not there yet, the database, its tables or the nodes, a front end that starts waits for it.
    private static async Task<bool> KeepTrying(Exception why, CancellationToken stop)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !stop.IsCancellationRequested;
    }

    private static void UsePostgres(this IClientBuilder client, string connection)
    {
        client.UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = "Npgsql";
            clustering.ConnectionString = connection;
        });

        // A node that has ended is no longer asked, and a new one is found, within so long.
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(3));
    }
}
