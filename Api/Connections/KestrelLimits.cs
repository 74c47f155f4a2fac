using Lockers.Api.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Connections;

/// <summary>
/// The server's limits, of both protocols: they let through what the front end's own limits allow, which give the better answer, and bound
/// what one connection can hold or keep busy.
/// </summary>
/// <remarks>
/// What the server bounds by itself, with limits that cannot be set here: a connection of HTTP/2 that has twice as many streams in its tables as
/// it may open, which takes streams that were reset faster than they end (CVE-2023-44487), has further ones refused, and is closed after a hundred
/// of those within five seconds; its answers that wait to be written, and the time for the rest of a body that nobody reads.
/// </remarks>
internal sealed class KestrelLimits(IOptions<LockersLimits> limits, HandedConnections http2, TimeProvider time)
    : IConfigureOptions<KestrelServerOptions>
{
    private const int HeaderBytes = 32 * 1024;
    private const int HeaderCount = 100;

    // A byte of HTTP/2 can stand for a header of 4 KB that came before, in each of a hundred streams, and all are read before any is looked at
    // when the processors are busy. Peers send eight, browsers some twenty.
    private const int Http2HeaderCount = 40;

    // A body, or an answer, that comes or is taken at less than this for five seconds is broken off.
    private static readonly MinDataRate Slowest = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    // To send the line and headers of a request, and between requests; of HTTP/2, between a connection's last stream and its next one.
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(130);

    // Room for a route, a label and a query beside the path.
    private const int RouteBytes = 16 * 1024;

    // Requests that a connection of HTTP/2 may have under way. Peers have up to nine; RFC 9113 advises against less than a hundred.
    private const int Streams = 100;

    /// <summary>Sets the server up that the addresses are of: HTTP/1.1.</summary>
    public void Configure(KestrelServerOptions options)
    {
        // The server is made before the configuration is checked as a whole, which then stops the start.
        if (!TryRead(out var read)) return;
        Set(options, read);
        var connections = new ConnectionLimit(read.MaxConnections, time);
        options.Limits.MaxConcurrentConnections = read.MaxConnections + ConnectionLimit.TurnedAway;
        Func<ConnectionContext, ConnectionDelegate, Task<ConnectionDelegate?>> choose = new ProtocolChoice(options.Limits, http2, time).Choose;
        options.ConfigureEndpointDefaults(endpoint =>
        {
            // Over TLS it is HTTP/1.1 only: HTTP/2 would have the limits of HTTP/1.1 there, and no peer asks for it.
            endpoint.Protocols = HttpProtocols.Http1;

            // What looks at the first bytes comes before TLS: where there is TLS, cleartext must not pass it by.
            endpoint.Use(next => IsTls(endpoint)
                ? connection => connections.Serve(connection, next)
                : connection => connections.Serve(connection, next, choose));
        });
    }

    // The one place where an endpoint says so: its name as a URL. It is asked when the endpoint is built, and its TLS is known.
    private static bool IsTls(ListenOptions endpoint) => endpoint.ToString()!.StartsWith("https:", StringComparison.Ordinal);

    /// <summary>Sets the server of cleartext HTTP/2 up, whose connections the other one has counted.</summary>
    public void ConfigureHttp2(KestrelServerOptions options)
    {
        if (!TryRead(out var read)) return;
        Set(options, read);

        // The target is a header here, among the others.
        options.Limits.MaxRequestHeadersTotalSize = options.Limits.MaxRequestLineSize + HeaderBytes;
        options.Limits.MaxRequestHeaderCount = Http2HeaderCount;
    }

    private static void Set(KestrelServerOptions options, LockersLimits read)
    {
        options.AddServerHeader = false;
        var limits = options.Limits;

        // A byte of a key takes three when it is percent-encoded.
        var pathBytes = read.MaxPathDepth * ((3 * read.MaxKeyBytes) + 3);
        limits.MaxRequestLineSize = Math.Max(limits.MaxRequestLineSize, pathBytes + RouteBytes);
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestHeaderCount = HeaderCount;
        var buffer = Math.Max(256 * 1024, limits.MaxRequestLineSize + HeaderBytes);
        limits.MaxRequestBufferSize = buffer;
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = KeepAlive;
        limits.MinRequestBodyDataRate = Slowest;
        limits.MinResponseDataRate = Slowest;

        // Every way of reading a body has its own limit.
        limits.MaxRequestBodySize = null;
        limits.Http2.MaxStreamsPerConnection = Streams;
        limits.Http2.MaxRequestHeaderFieldSize = limits.MaxRequestLineSize;

        // What a client may send before it is read: on a connection as much as with HTTP/1.1, on one stream of it less, so that a body that
        // nobody reads leaves room for the others.
        limits.Http2.InitialConnectionWindowSize = buffer;
        limits.Http2.InitialStreamWindowSize = buffer / 4 * 3;
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
