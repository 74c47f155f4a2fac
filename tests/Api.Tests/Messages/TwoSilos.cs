using Lockers.Api.Configuration;
using Lockers.Api.Hosting;
using Lockers.Grains.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Lockers.Api.Tests.Messages;

/// <summary>
/// A front end and two silos that let no message of more than <see cref="MaxMessageBytes"/> through. Values have at most
/// <see cref="MaxValueBytes"/>.
/// </summary>
public sealed class TwoSilos : IAsyncLifetime
{
    public const int MaxMessageBytes = 4 * 1024 * 1024;
    public const int MaxValueBytes = 3 * 1024 * 1024;

    private InProcessTestCluster? _cluster;
    private WebApplication? _app;

    /// <summary>Calls the front end.</summary>
    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(3) };

    public InProcessTestCluster Cluster => _cluster!;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) => silo.AddLockers().Configure<SiloMessagingOptions>(messages => messages.MaxMessageBodySize = MaxMessageBytes));
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(messages => messages.MaxMessageBodySize = MaxMessageBytes));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        await StartFrontEnd(_cluster.Client);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    /// <summary>
    /// Makes a call from the silo on which its grain is, whichever that is: there it is no message. It must fail before it does
    /// anything where it is too large for one.
    /// </summary>
    internal async Task OnItsSilo(Func<IGrainFactory, Task> call)
    {
        var silos = Cluster.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<IGrainFactory>()).ToList();
        try
        {
            await call(silos[0]);
        }
        catch (Exception error) when (error is OrleansException or TimeoutException)
        {
            await call(silos[1]);
        }
    }

    private async Task StartFrontEnd(IGrainFactory cluster)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole();
        builder.Services.AddSingleton(cluster);
        builder.Services.AddLockersApi();
        builder.Services.Configure<LockersLimits>(limits => limits.MaxValueBytes = MaxValueBytes);
        _app = builder.Build();
        _app.UseLockersApi();
        _app.MapLockersApi();
        await _app.StartAsync();
        Client.BaseAddress = new Uri(_app.Urls.Single());
    }
}
