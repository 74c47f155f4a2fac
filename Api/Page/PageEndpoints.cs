using Lockers.Api.Security;
using Microsoft.Net.Http.Headers;

namespace Lockers.Api.Page;

/// <summary>
/// The page for people, at <c>/ui/</c>: static files that call the REST API from the browser. Its state is the part of the URL behind
/// <c>#</c>, which no server sees.
/// </summary>
internal static class PageEndpoints
{
    /// <summary>Where the page is.</summary>
    public const string Root = "/ui";

    /// <summary>Only what this server sends, nothing inline, and no other page around it.</summary>
    private const string Policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

    private static readonly string[] Methods = ["GET", "HEAD"];

    /// <summary>Maps the page's files, for anyone: they hold no data. What they call needs the reader's key.</summary>
    public static IEndpointRouteBuilder MapPage(this IEndpointRouteBuilder app)
    {
        app.MapMethods($"{Root}/{{**path}}", Methods, File).WithRole(Role.Anonymous).ExcludeFromDescription();
        return app;
    }

    private static IResult File(HttpContext context, string? path)
    {
        // The page's references are relative: they need the slash at the end. A browser keeps what stands behind '#'.
        if (path is null && !context.Request.Path.Value!.EndsWith('/')) return TypedResults.Redirect($"{Root[1..]}/", permanent: false);
        if (!PageFiles.All.TryGetValue(path is null or "" ? "index.html" : path, out var file)) return TypedResults.NotFound();
        var headers = context.Response.Headers;
        var encoding = Encoding(context.Request);
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        headers["Referrer-Policy"] = "no-referrer";
        if (encoding is not null) headers.ContentEncoding = encoding;
        return TypedResults.Bytes(file.Content(encoding), file.ContentType, entityTag: new(file.ETag(encoding)));
    }

    // Brotli where the browser takes it, else gzip, else neither.
    private static string? Encoding(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptEncoding;
        return Takes("br") ? "br" : Takes("gzip") ? "gzip" : null;

        bool Takes(string encoding) => accepted.Any(each => each.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && each.Quality is not 0);
    }
}
