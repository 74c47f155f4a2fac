using System.Reflection;
using Lockers.Api.Hosting;
using Lockers.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace Lockers.Deploy;

/// <summary>How long the programs of a cluster take to stop, at most, as they are really set up.</summary>
internal static class ShutdownTime
{
    public static TimeSpan OfNode { get; } = Of(typeof(NodeOptions), "NodeExtensions", "AddLockersNode");

    public static TimeSpan OfFrontEnd { get; } = Of(typeof(LockersApiExtensions), "FrontEndExtensions", "AddFrontEnd");

    private static TimeSpan Of(Type beside, string type, string method)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Lockers:Clustering"] = "PostgreSql",
            ["ConnectionStrings:Lockers"] = "Host=127.0.0.1;Database=lockers",
        });
        var setUp = beside.Assembly.GetType($"{beside.Namespace}.{type}", throwOnError: true)!
            .GetMethod(method, BindingFlags.Public | BindingFlags.Static);
        Assert.NotNull(setUp);
        setUp.Invoke(null, [builder]);
        using var services = builder.Services.BuildServiceProvider();
        return services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
    }
}
