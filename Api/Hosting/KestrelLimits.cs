using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Hosting;

/// <summary>Lets through the server what the front end's own limits allow; those give the better answer.</summary>
internal sealed class KestrelLimits(IOptions<LockersLimits> limits) : IConfigureOptions<KestrelServerOptions>
{
    // Room for a route, a label and a query beside the path.
    private const int RouteBytes = 16 * 1024;

    public void Configure(KestrelServerOptions options)
    {
        // The server is made before the configuration is checked as a whole, which then stops the start.
        if (!TryRead(out var read)) return;

        // A byte of a key takes three when it is percent-encoded.
        var pathBytes = read.MaxPathDepth * ((3 * read.MaxKeyBytes) + 3);
        options.Limits.MaxRequestLineSize = Math.Max(options.Limits.MaxRequestLineSize, pathBytes + RouteBytes);
        options.Limits.MaxRequestBufferSize = Math.Max(1024 * 1024, options.Limits.MaxRequestLineSize * 2L);
        options.Limits.MaxRequestBodySize = null;
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
