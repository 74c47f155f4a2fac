using System.Net;
using Orleans.Configuration;

namespace Lockers.Api.Hosting;

/// <summary>Makes an application a front end without a silo: a client of the node at <c>Lockers:AdvertisedAddress</c>.</summary>
internal static class FrontEndExtensions
{
    /// <summary>Adds the Orleans client. The keys are those that the node has.</summary>
    public static WebApplicationBuilder AddFrontEnd(this WebApplicationBuilder builder)
    {
        var node = builder.Configuration.GetSection(LockersApiExtensions.Section);
        var port = node.GetValue("GatewayPort", 30000);
        var address = IPAddress.Parse(node.GetValue("AdvertisedAddress", "127.0.0.1")!);
        builder.UseOrleansClient(client => client
            .UseStaticClustering(new IPEndPoint(address, port))
            .Configure<ClusterOptions>(cluster =>
            {
                cluster.ClusterId = node.GetValue("ClusterId", "lockers")!;
                cluster.ServiceId = node.GetValue("ServiceId", "lockers")!;
            }));
        return builder;
    }
}
