using System.Buffers;

namespace Lockers.Api.Http;

/// <summary>Reads a request's body whole.</summary>
internal static class RequestBody
{
    /// <summary>The body's bytes.</summary>
    /// <param name="request">The request, of any content type or none.</param>
    /// <param name="limit">The most bytes.</param>
    /// <exception cref="ProblemException">413 when there are more.</exception>
    public static ValueTask<byte[]> Read(HttpRequest request, long limit)
    {
        if (request.ContentLength is not { } length) return ReadChunked(request, limit);
        if (length > limit) throw TooLarge($"{length} bytes", limit);
        if (length == 0) return new([]);
        var body = GC.AllocateUninitializedArray<byte>((int)length);
        if (request.BodyReader.TryRead(out var read) && read.Buffer.Length >= length)
        {
            read.Buffer.CopyTo(body);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            return new(body);
        }

        if (!read.Buffer.IsEmpty) request.BodyReader.AdvanceTo(read.Buffer.Start);
        return ReadSized(request, body);
    }

    private static async ValueTask<byte[]> ReadSized(HttpRequest request, byte[] body)
    {
        await request.Body.ReadExactlyAsync(body, request.HttpContext.RequestAborted);
        return body;
    }

    private static async ValueTask<byte[]> ReadChunked(HttpRequest request, long limit)
    {
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
            foreach (var segment in read.Buffer) body.Write(segment.Span);
            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (body.WrittenCount > limit) throw TooLarge($"more than {limit} bytes", limit);
            if (read.IsCompleted) return body.WrittenSpan.ToArray();
        }
    }

    private static ProblemException TooLarge(string size, long limit) =>
        ProblemException.TooLarge($"The body has {size}; the limit is {limit} bytes.");
}
