using Lockers.Api.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Connections;

/// <summary>
/// A server that serves HTTP/1.1 and cleartext HTTP/2 with prior knowledge on one port. Without TLS, which has a way to negotiate it, Kestrel takes
/// each connection of an endpoint with both protocols for HTTP/1.1. So there are two: the first is the application's own, at the addresses that
/// the configuration says; the second serves HTTP/2 only, on connections that the first hands over (<see cref="ProtocolChoice"/>).
/// </summary>
/// <remarks>
/// An endpoint for handed connections in the first server would do too, but then each connection were two in its limits and metrics, and a
/// server that has an endpoint in code ignores <c>urls</c>. That both have their own options also lets the target of HTTP/2, which is a
/// header there, be long without longer headers in HTTP/1.1.
/// </remarks>
internal sealed class BothProtocols(IServer own, HandedConnections handed, KestrelLimits limits, ILoggerFactory logs) : IServer
{
    // By then handlers have ended, and only the server's buffers are still being sent.
    private static readonly TimeSpan CutAfter = TimeSpan.FromSeconds(1);

    private readonly KestrelServer _http2 = new(Options.Create(Http2Only(limits)), handed, logs);

    /// <inheritdoc/>
    public IFeatureCollection Features => own.Features;

    /// <inheritdoc/>
    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        await _http2.StartAsync(application, cancellationToken);
        await own.StartAsync(application, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // The rest of the stop needs its time too: grains go to other nodes in it. A client that reads nothing more is cut off before.
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        cut.CancelAfter(Draining.Grace + CutAfter);

        // At once: to the first server, a connection that it has handed over ends when the second has ended it.
        var stopped = own.StopAsync(cut.Token);
        await handed.CloseAll(cut.Token);
        await _http2.StopAsync(cut.Token);
        await stopped;
    }

    /// <inheritdoc/>
    public void Dispose() => _http2.Dispose();

    private static KestrelServerOptions Http2Only(KestrelLimits limits)
    {
        var options = new KestrelServerOptions();
        limits.ConfigureHttp2(options);
        options.Listen(HandedConnections.Place, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        return options;
    }
}
