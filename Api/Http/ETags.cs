using Lockers.Api.Http.Coding;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Http;

/// <summary>
/// The ETag of stored texts: <c>"{generation}-{revision}"</c>, strong. A compressed answer is other bytes, so it has one of its own (RFC 9110, 8.8.3.3):
/// <c>"{generation}-{revision}-gzip"</c>. All of them name the same text in a condition.
/// </summary>
internal static class ETags
{
    private static readonly string[] Codings = [ContentCodings.Gzip, ContentCodings.Brotli];

    /// <summary>Says which text an answer is of, or has stored.</summary>
    public static void Set(HttpContext context, in ChangeId id) => context.Response.Headers.ETag = Of(id);

    /// <summary>Says that an answer that has an ETag is compressed.</summary>
    public static void SetCoded(IHeaderDictionary headers, string coding)
    {
        if (headers.ETag is [{ } tag]) headers.ETag = Coded(tag, coding);
    }

    /// <summary>Says which text it is that a client has: by the ETag that the client knows it by.</summary>
    public static void SetKnown(HttpContext context, in ChangeId id)
    {
        var (tag, known) = (Of(id), context.Request.Headers.IfNoneMatch.ToString());
        var tags = Codings.Select(coding => Coded(tag, coding)).Prepend(tag);
        context.Response.Headers.ETag = tags.FirstOrDefault(each => known.Contains(each, StringComparison.Ordinal)) ?? tag;
    }

    /// <summary>The text that an ETag without its quotes names, compressed or not.</summary>
    public static bool TryParse(ReadOnlySpan<char> tag, out ChangeId id)
    {
        foreach (var coding in Codings)
        {
            if (tag.EndsWith(coding) && tag[..^coding.Length] is [.. var rest, '-']) return ChangeId.TryParse(rest, out id);
        }

        return ChangeId.TryParse(tag, out id);
    }

    /// <summary>A text's ETag, in quotes; null where there is no text.</summary>
    public static string? OrNull(in ChangeId id) => id == default ? null : Of(id);

    private static string Coded(string tag, string coding) => $"{tag.AsSpan(0, tag.Length - 1)}-{coding}\"";

    private static string Of(in ChangeId id)
    {
        Span<char> tag = stackalloc char[ChangeId.MaxLength + 2];
        tag[0] = '"';
        var end = 1 + id.Write(tag[1..]);
        tag[end] = '"';
        return new string(tag[..(end + 1)]);
    }
}
