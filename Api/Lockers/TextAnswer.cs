using System.Buffers;
using System.Text.Unicode;
using Lockers.Api.Http;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Answers with stored text, verbatim.</summary>
internal static class TextAnswer
{
    // What is written without waiting is copied, whatever the client takes; a connection of HTTP/2 asks for a hundred texts at once.
    private const int SliceBytes = 64 * 1024;

    /// <summary>Answers; a long text as the client takes it. 304 or 412 where the request's condition does not hold.</summary>
    public static ValueTask Write(HttpContext context, in TextRead read)
    {
        if (Preconditions.Of(context.Request) is { } condition && !condition.Holds(read.Id)) return WriteUnmet(context, condition, read.Id);
        ETags.Set(context, read.Id);
        var type = read.Format == TextFormat.Json ? "application/json"
            : Utf8.IsValid(read.Text) ? "text/plain; charset=utf-8"
            : "application/octet-stream";
        if (read.Text!.Length > SliceBytes) return WriteLong(context, type, read.Text);
        Answers.Bytes(context, type, read.Text);
        return default;
    }

    private static ValueTask WriteUnmet(HttpContext context, TextCondition condition, in ChangeId id)
    {
        if (condition.Match?.Has(id) is false) return new(Preconditions.Failed(context, id));
        ETags.Set(context, id);
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return default;
    }

    private static async ValueTask WriteLong(HttpContext context, string type, byte[] text)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = text.Length;
        for (var at = 0; at < text.Length; at += SliceBytes)
        {
            context.Response.BodyWriter.Write(text.AsSpan(at, Math.Min(SliceBytes, text.Length - at)));
            await PagedAnswer.FlushNow(context);
        }
    }
}
