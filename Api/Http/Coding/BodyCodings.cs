using System.IO.Compression;
using Microsoft.AspNetCore.RequestDecompression;

namespace Lockers.Api.Http.Coding;

/// <summary>
/// Inflates bodies of requests that say how they are compressed. What comes out counts against the same limits as any body, as it comes out.
/// </summary>
internal sealed class BodyCodings : IRequestDecompressionProvider
{
    private const string Known = "gzip, br, deflate";

    /// <summary>What inflates the request's body; null where it is not compressed.</summary>
    /// <exception cref="ProblemException">415: it is compressed in a way that is not known here, or in several.</exception>
    public Stream? GetDecompressionStream(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.ContentEncoding.Count == 0 || context.GetEndpoint()?.Metadata.GetMetadata<PassesBodyOn>() is not null) return null;
        var coding = headers.ContentEncoding.ToString().Trim();
        var body = context.Request.Body;
        Stream? inflated = coding.ToLowerInvariant() switch
        {
            "" or "identity" => null,
            "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress, leaveOpen: true),
            "deflate" => new ZLibStream(body, CompressionMode.Decompress, leaveOpen: true),
            "br" => new BrotliStream(body, CompressionMode.Decompress, leaveOpen: true),
            _ => throw Unknown(context, coding),
        };
        headers.ContentEncoding = default;

        // It is the length of what arrives, not of what is read.
        if (inflated is null) return null;
        context.Request.ContentLength = null;
        context.Items[typeof(BodyCodings)] = coding;
        return inflated;
    }

    /// <summary>How the request's body came that is inflated now; null where it is read as it came.</summary>
    public static string? Of(HttpContext context) => context.Items.TryGetValue(typeof(BodyCodings), out var coding) ? (string?)coding : null;

    private static ProblemException Unknown(HttpContext context, string coding)
    {
        context.Response.Headers.AcceptEncoding = Known;
        var shown = coding.Length <= 64 ? coding : $"{coding[..64]}…";
        return new(
            StatusCodes.Status415UnsupportedMediaType, "Unsupported content encoding", $"A body with Content-Encoding '{shown}' cannot be read; it may be one of {Known}.");
    }
}
