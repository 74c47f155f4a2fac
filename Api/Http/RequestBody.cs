using System.Buffers;

namespace Lockers.Api.Http;

/// <summary>Reads a request's body whole. Room is made for what has arrived, not for what a header says will.</summary>
internal static class RequestBody
{
    // Room doubles from here on.
    private const int FirstBytes = 32 * 1024;

    /// <summary>The body's bytes.</summary>
    /// <param name="request">The request, of any content type or none.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="budget">What the bodies of all requests may take.</param>
    /// <exception cref="ProblemException">413 when there are more; 503, and the rest is not read, when the budget is used up.</exception>
    public static ValueTask<byte[]> Read(HttpRequest request, long limit, BodyBudget budget)
    {
        if (request.ContentLength is not { } length) return ReadOn(request, limit, budget);
        if (length > limit) throw TooLarge($"{length} bytes", limit);
        if (length == 0) return new([]);
        if (!request.BodyReader.TryRead(out var read)) return ReadOn(request, limit, budget);
        if (read.Buffer.Length < length)
        {
            request.BodyReader.AdvanceTo(read.Buffer.Start);
            return ReadOn(request, limit, budget);
        }

        try
        {
            if (BodyBudget.Counts(request, length)) budget.Of(request).Grow(length);
            var body = GC.AllocateUninitializedArray<byte>((int)length);
            read.Buffer.CopyTo(body);
            return new(body);
        }
        finally
        {
            request.BodyReader.AdvanceTo(read.Buffer.End);
        }
    }

    private static async ValueTask<byte[]> ReadOn(HttpRequest request, long limit, BodyBudget budget)
    {
        var (body, length) = (Array.Empty<byte>(), 0);
        var most = request.ContentLength ?? limit;
        BodyShare? share = null;
        while (true)
        {
            var read = await request.ReadPart(request.HttpContext.RequestAborted, budget.Over);
            try
            {
                var arrived = length + read.Buffer.Length;
                if (arrived > limit) throw TooLarge($"more than {limit} bytes", limit);
                if (arrived > body.Length)
                {
                    var room = Room(body.Length, arrived, most, read.IsCompleted);
                    if (BodyBudget.Counts(request, room)) (share ??= budget.Of(request)).Grow(room);
                    Array.Resize(ref body, room);
                }

                read.Buffer.CopyTo(body.AsSpan(length));
                length = (int)arrived;
            }
            finally
            {
                // Otherwise the server cannot skip the rest of a body that is refused, and its client misses the answer.
                request.BodyReader.AdvanceTo(read.Buffer.End);
            }

            if (!read.IsCompleted) continue;
            if (length < body.Length) Array.Resize(ref body, length);
            return body;
        }
    }

    private static int Room(int room, long arrived, long most, bool whole) =>
        (int)(whole ? arrived : Math.Max(arrived, Math.Min(most, Math.Max(FirstBytes, room * 2L))));

    private static ProblemException TooLarge(string size, long limit) =>
        ProblemException.TooLarge($"The body has {size}; the limit is {limit} bytes.");
}
