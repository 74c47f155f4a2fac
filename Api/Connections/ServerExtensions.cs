using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Connections;

/// <summary>Sets the server up: its limits, and both protocols on one port.</summary>
internal static class ServerExtensions
{
    /// <summary>Adds what the server needs, around the application's own. Idempotent.</summary>
    public static IServiceCollection AddBothProtocols(this IServiceCollection services)
    {
        services.TryAddSingleton<HandedConnections>();
        services.TryAddSingleton<KestrelLimits>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>, KestrelLimits>(
            provider => provider.GetRequiredService<KestrelLimits>()));
        var server = services.LastOrDefault(service => service.ServiceType == typeof(IServer));
        if (server?.ImplementationType is not { } own) return services;
        services.TryAddSingleton(own);
        return services.Replace(ServiceDescriptor.Singleton<IServer>(provider => new BothProtocols(
            (IServer)provider.GetRequiredService(own), provider.GetRequiredService<HandedConnections>(),
            provider.GetRequiredService<KestrelLimits>(), provider.GetRequiredService<ILoggerFactory>())));
    }
}
