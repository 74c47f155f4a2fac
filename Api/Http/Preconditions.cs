using Lockers.Grains.Interfaces;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Lockers.Api.Http;

/// <summary>The conditions of a request (RFC 9110, section 13): If-Match and If-None-Match. Nothing else is one: texts have no Last-Modified.</summary>
internal static class Preconditions
{
    private const int MaxShown = 64;

    /// <summary>The request's condition; null where it has none.</summary>
    /// <exception cref="ProblemException">400 when a header is no list of entity tags.</exception>
    public static TextCondition? Of(HttpRequest request)
    {
        var (match, noneMatch) = (request.Headers.IfMatch, request.Headers.IfNoneMatch);
        return match.Count == 0 && noneMatch.Count == 0 ? null : new(Tags(HeaderNames.IfMatch, match), Tags(HeaderNames.IfNoneMatch, noneMatch));
    }

    /// <summary>Says that a change was not made because its condition does not hold for the text that is there.</summary>
    /// <param name="context">The request.</param>
    /// <param name="current">The text; default for none.</param>
    public static Task Failed(HttpContext context, in ChangeId current)
    {
        var tag = ETags.OrNull(current);
        if (tag is not null) context.Response.Headers.ETag = tag;
        return Problems.Write(
            context, StatusCodes.Status412PreconditionFailed, "Precondition failed",
            tag is null ? "No text is stored there, and the request asks for another state." : $"The text that is stored there has the ETag {tag}, and the request asks for another state.",
            ("currentETag", tag));
    }

    /// <summary>Says that a whole tree is not removed on a condition.</summary>
    public static ProblemException NotForTrees() => ProblemException.BadRequest(
        "?recursive=y removes every text below a key, and If-Match and If-None-Match are about one text: they do not go together.");

    private static TextTags? Tags(string header, StringValues values)
    {
        if (values.Count == 0) return null;
        if (!EntityTagHeaderValue.TryParseStrictList(values!, out var tags) || tags.Count == 0) throw Malformed(header, values);
        if (tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any))) return tags.Count == 1 ? new(Any: true, []) : throw Malformed(header, values);
        return new(Any: false, [.. tags.Select(Id).OfType<ChangeId>()]);
    }

    // Ours are strong: a weak one, or one of another form, is that of no text here.
    private static ChangeId? Id(EntityTagHeaderValue tag) => !tag.IsWeak && ETags.TryParse(tag.Tag.AsSpan().Trim('"'), out var id) ? id : null;

    private static ProblemException Malformed(string header, StringValues values)
    {
        var value = values.ToString();
        var shown = value.Length <= MaxShown ? value : $"{value[..MaxShown]}…";
        return ProblemException.BadRequest($"""{header}: {shown} is neither * nor a list of ETags in quotes, such as "7-9" or "7-9", "7-11".""");
    }
}
