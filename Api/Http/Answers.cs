using System.Buffers;
using System.Text;
using Lockers.Api.Http.Coding;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Http;

/// <summary>Answers that are not errors.</summary>
internal static class Answers
{
    private const string Text = "text/plain; charset=utf-8";
    private const string Json = "application/json; charset=utf-8";

    /// <summary>One line of text.</summary>
    public static Task Line(HttpContext context, string line)
    {
        var body = Encoding.UTF8.GetBytes(line + "\n");
        return Bytes(context, Text, body);
    }

    /// <summary>One line of text that ends with a path: keys with spaces between them, and <c>]</c>.</summary>
    public static void PathLine(
        HttpContext context, ReadOnlySpan<byte> start, string name, ReadOnlySpan<byte> middle, KeyPath path)
    {
        var response = context.Response;
        var span = response.BodyWriter.GetSpan(start.Length + Encoding.UTF8.GetMaxByteCount(name.Length) + middle.Length + path.Utf8.Length + 2);
        start.CopyTo(span);
        var length = start.Length;
        length += Encoding.UTF8.GetBytes(name, span[length..]);
        middle.CopyTo(span[length..]);
        length += middle.Length;
        path.Utf8.AsSpan().Replace(span[length..], KeyPath.Separator, (byte)' ');
        length += path.Utf8.Length;
        "]\n"u8.CopyTo(span[length..]);
        length += 2;
        response.ContentType = Text;
        response.ContentLength = length;
        response.BodyWriter.Advance(length);
    }

    /// <summary>Bytes, of some type.</summary>
    public static Task Bytes(HttpContext context, string contentType, ReadOnlySpan<byte> body)
    {
        var response = context.Response;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);
        return Task.CompletedTask;
    }

    /// <summary>A JSON text, ended by a newline as goto does.</summary>
    public static Task JsonText(HttpContext context, ReadOnlySpan<byte> json)
    {
        var response = context.Response;
        response.ContentType = Json;
        var mayBeCoded = json.Length >= ContentCodings.LeastBytes || CodedBody.IsPretty(context.Request);
        if (!mayBeCoded || !CodedBody.Begin(context, isJson: true)) response.ContentLength = json.Length + 1;
        response.BodyWriter.Write(json);
        response.BodyWriter.Write("\n"u8);
        return Task.CompletedTask;
    }

    /// <summary>Begins an answer whose length is not known: JSON, where its type is not set yet.</summary>
    public static void Begin(HttpContext context)
    {
        var isJson = context.Response.ContentType is null or Json;
        context.Response.ContentType ??= Json;
        CodedBody.Begin(context, isJson);
    }
}
