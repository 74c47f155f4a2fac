using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Hosting;

/// <summary>Lets through the server what the front end's own limits allow; those give the better answer.</summary>
internal sealed class KestrelLimits(IOptions<LockersLimits> limits, TimeProvider time) : IConfigureOptions<KestrelServerOptions>
{
    private const int HeaderBytes = 32 * 1024;
    private const int HeaderCount = 100;

    // A body, or an answer, that comes or is taken at less than this for five seconds is broken off.
    private static readonly MinDataRate Slowest = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    // To send the line and headers of a request, and between requests.
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(130);

    // Room for a route, a label and a query beside the path.
    private const int RouteBytes = 16 * 1024;

    public void Configure(KestrelServerOptions options)
    {
        // The server is made before the configuration is checked as a whole, which then stops the start.
        if (!TryRead(out var read)) return;

        // A byte of a key takes three when it is percent-encoded.
        var pathBytes = read.MaxPathDepth * ((3 * read.MaxKeyBytes) + 3);
        options.Limits.MaxRequestLineSize = Math.Max(options.Limits.MaxRequestLineSize, pathBytes + RouteBytes);
        options.Limits.MaxRequestHeadersTotalSize = HeaderBytes;
        options.Limits.MaxRequestHeaderCount = HeaderCount;
        options.Limits.MaxRequestBufferSize = Math.Max(256 * 1024, options.Limits.MaxRequestLineSize + HeaderBytes);
        options.Limits.RequestHeadersTimeout = HeadersTimeout;
        options.Limits.KeepAliveTimeout = KeepAlive;
        options.Limits.MinRequestBodyDataRate = Slowest;
        options.Limits.MinResponseDataRate = Slowest;

        // Every way of reading a body has its own limit.
        options.Limits.MaxRequestBodySize = null;
        var connections = new ConnectionLimit(read.MaxConnections, time);
        options.Limits.MaxConcurrentConnections = read.MaxConnections + ConnectionLimit.TurnedAway;
        options.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => connections.Serve(connection, next)));
        options.AddServerHeader = false;
    }

    private bool TryRead(out LockersLimits read)
    {
        try
        {
            read = limits.Value;
            return true;
        }
        catch (Exception wrong) when (wrong is OptionsValidationException or InvalidOperationException)
        {
            read = new();
            return false;
        }
    }
}
