using Lockers.Api.Http;
using Microsoft.Extensions.Options;

namespace Lockers.Api.Security;

/// <summary>
/// Refuses what a web page of another site has a browser do here: whatever may change something. Browsers say where a request comes from in
/// <c>Sec-Fetch-Site</c>; where they do not, as on addresses without TLS that are not this machine's, a request that changes something has an
/// <c>Origin</c>. Programs send neither, and pass.
/// </summary>
internal sealed class SiteGate(RequestDelegate next, IOptions<SiteOptions> options)
{
    private const string FetchSite = "Sec-Fetch-Site";

    private readonly HashSet<string> _origins = new(options.Value.Each, StringComparer.OrdinalIgnoreCase);

    public Task Invoke(HttpContext context)
    {
        var (site, origin) = (context.Request.Headers[FetchSite], context.Request.Headers.Origin);
        var isRefused = site.Count > 0 || origin.Count > 0
            ? IsOfAnotherSite(context.Request, site.ToString(), origin.ToString()) && MayChange(context)
            : IsSilentBrowser(context);
        if (!isRefused) return next(context);
        return Problems.Write(
            context, StatusCodes.Status403Forbidden, "Another site's page",
            $"A browser sent {context.Request.Method} for a page of another site{(origin.Count > 0 ? $", {origin}" : "")}, which may change nothing here. "
            + $"{SecurityExtensions.CorsSection}:{nameof(SiteOptions.Origins)} names the sites that may.");
    }

    private bool IsOfAnotherSite(HttpRequest request, string site, string origin)
    {
        if (origin.Length > 0 && _origins.Contains(origin)) return false;
        if (site.Length > 0) return site is not ("same-origin" or "none");
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    // Where there is no TLS browsers do not say where a GET comes from. Only a page of ours, or a program, sends X-Requested-With.
    private static bool IsSilentBrowser(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Acts>() is not null
        && !context.Request.Headers.ContainsKey("X-Requested-With")
        && context.Request.Headers.UserAgent.ToString().StartsWith("Mozilla/", StringComparison.Ordinal);

    private static bool MayChange(HttpContext context)
    {
        var method = context.Request.Method;
        var isSafe = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
        return !isSafe || context.GetEndpoint()?.Metadata.GetMetadata<Acts>() is not null;
    }
}
