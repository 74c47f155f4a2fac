using Lockers.Grains.Interfaces;

namespace Lockers.Api.Http;

/// <summary>The ETag of stored texts: <c>"{generation}-{revision}"</c>, strong.</summary>
internal static class ETags
{
    /// <summary>Says which text an answer is of, or has stored.</summary>
    public static void Set(HttpContext context, in ChangeId id) => context.Response.Headers.ETag = Of(id);

    /// <summary>A text's ETag, in quotes; null where there is no text.</summary>
    public static string? OrNull(in ChangeId id) => id == default ? null : Of(id);

    private static string Of(in ChangeId id)
    {
        Span<char> tag = stackalloc char[ChangeId.MaxLength + 2];
        tag[0] = '"';
        var end = 1 + id.Write(tag[1..]);
        tag[end] = '"';
        return new string(tag[..(end + 1)]);
    }
}
