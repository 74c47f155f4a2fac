using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Lockers.Api.Http;
using Lockers.Api.Http.Coding;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Lockers;

/// <summary>Answers with stored text, verbatim.</summary>
internal static class TextAnswer
{
    // What is written without waiting is copied, whatever the client takes; a connection of HTTP/2 asks for a hundred texts at once.
    private const int SliceBytes = 64 * 1024;

    // Nobody writes JSON that is nested deeper.
    private static readonly JsonReaderOptions Json = new() { MaxDepth = 1000 };

    /// <summary>Answers; a long text as the client takes it. 304 or 412 where the request's condition does not hold.</summary>
    public static ValueTask Write(HttpContext context, in TextRead read)
    {
        if (Preconditions.Of(context.Request) is { } condition && !condition.Holds(read.Id)) return WriteUnmet(context, condition, read.Id);
        ETags.Set(context, read.Id);
        var (text, isJson) = (read.Text!, read.Format == TextFormat.Json);
        var isText = isJson || Utf8.IsValid(text);
        var type = isJson ? "application/json" : isText ? "text/plain; charset=utf-8" : "application/octet-stream";
        if (text.Length >= ContentCodings.LeastBytes || context.Request.QueryString.HasValue) return WriteCoded(context, type, text, isText, isJson);
        Answers.Bytes(context, type, text);
        return default;
    }

    private static ValueTask WriteUnmet(HttpContext context, TextCondition condition, in ChangeId id)
    {
        if (condition.Match?.Has(id) is false) return new(Preconditions.Failed(context, id));
        ETags.SetKnown(context, id);
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return default;
    }

    // Bytes that are no text have been compressed already, most likely.
    private static ValueTask WriteCoded(HttpContext context, string type, byte[] text, bool isText, bool isJson)
    {
        context.Response.ContentType = type;
        var isPretty = isJson && CodedBody.IsPretty(context.Request) && IsValid(text);
        if (!isText || (text.Length < ContentCodings.LeastBytes && !isPretty) || !CodedBody.Begin(context, isPretty)) context.Response.ContentLength = text.Length;
        return WriteSlices(context, text);
    }

    private static async ValueTask WriteSlices(HttpContext context, byte[] text)
    {
        for (var at = 0; at < text.Length; at += SliceBytes)
        {
            context.Response.BodyWriter.Write(text.AsSpan(at, Math.Min(SliceBytes, text.Length - at)));
            if (text.Length <= SliceBytes || HttpMethods.IsHead(context.Request.Method)) return;
            await PagedAnswer.FlushNow(context);
        }
    }

    private static bool IsValid(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text, Json);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
