using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Lockers.Api.Http.Coding;

/// <summary>How an answer is compressed.</summary>
internal enum ContentCoding
{
    None,
    Gzip,
    Brotli,
}

/// <summary>Finds out how the client wants an answer compressed.</summary>
internal static class ContentCodings
{
    /// <summary>The name of <see cref="ContentCoding.Gzip"/> in headers.</summary>
    public const string Gzip = "gzip";

    /// <summary>The name of <see cref="ContentCoding.Brotli"/> in headers.</summary>
    public const string Brotli = "br";

    /// <summary>Fewer bytes are never compressed.</summary>
    public const int LeastBytes = 1024;

    /// <summary>
    /// The coding for the answer of a read. gzip where the client has no other wish: it takes the least time and memory. None to the pages of other
    /// sites: who can have a browser ask for what it wants, and sees how long the answers are, could find out by their lengths what is stored (BREACH).
    /// </summary>
    public static ContentCoding Of(HttpRequest request)
    {
        var accepted = request.Headers.AcceptEncoding;
        if (accepted.Count == 0 || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))) return ContentCoding.None;
        return request.Headers["Sec-Fetch-Site"].ToString() is "" or "none" or "same-origin" ? Of(accepted) : ContentCoding.None;
    }

    private static ContentCoding Of(StringValues accepted)
    {
        if (!StringWithQualityHeaderValue.TryParseList(accepted, out var wishes)) return ContentCoding.None;
        var gzip = Quality(wishes, "gzip") ?? Quality(wishes, "*") ?? 0;
        var brotli = Quality(wishes, "br") ?? 0;
        return gzip > 0 && gzip >= brotli ? ContentCoding.Gzip : brotli > 0 ? ContentCoding.Brotli : ContentCoding.None;
    }

    private static double? Quality(IList<StringWithQualityHeaderValue> wishes, string coding)
    {
        foreach (var wish in wishes)
        {
            if (wish.Value.Equals(coding, StringComparison.OrdinalIgnoreCase)) return wish.Quality ?? 1;
        }

        return null;
    }
}
