using System.Net;
using System.Net.Sockets;
using Lockers.Api.Hosting;
using Lockers.Api.Http;
using Lockers.Api.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lockers.Api.Tests.Security;

/// <summary>
/// A front end with a key of each role, in this process, and no node behind it: whatever a key may do is answered 503, and nothing is done.
/// </summary>
public sealed class FrontEndStage : IAsyncLifetime
{
    private WebApplication _app = null!;

    /// <summary>A key of each role.</summary>
    internal IReadOnlyDictionary<Role, string> Keys { get; } = Roles.All.ToDictionary(role => role, _ => Key.New());

    /// <summary>What calls it, with no key.</summary>
    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    /// <summary>Everything that is mapped.</summary>
    internal IReadOnlyList<MappedEndpoint> Endpoints { get; private set; } = [];

    /// <summary>Its services.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>What finds the data path's among them.</summary>
    internal HotEndpoints Hot => _app.Services.GetRequiredService<HotEndpoints>();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(Settings());
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddFrontEnd();
        builder.Services.AddLockersApi();
        builder.Services.AddLockersHealth();
        _app = builder.Build();
        _app.UseFrontEnd();
        await _app.StartAsync();
        Client.BaseAddress = new Uri(_app.Urls.Single());
        Endpoints = [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).SelectMany(MappedEndpoint.Of)];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private IEnumerable<KeyValuePair<string, string?>> Settings()
    {
        // Nobody listens there.
        using var port = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        port.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        yield return new("Lockers:GatewayPort", $"{((IPEndPoint)port.LocalEndPoint!).Port}");
        foreach (var (n, (role, key)) in Keys.Index())
        {
            yield return new($"Lockers:Auth:Keys:{n}:Name", Roles.Name(role));
            yield return new($"Lockers:Auth:Keys:{n}:Hash", Key.Hash(key));
            yield return new($"Lockers:Auth:Keys:{n}:Roles", Roles.Name(role));
        }
    }
}
