using System.Buffers;
using Lockers.Grains.Interfaces;

namespace Lockers.Api.Http;

/// <summary>A JSON answer of any size, sent a page at a time as the client takes it.</summary>
internal sealed class PagedAnswer(HttpContext context)
{
    private bool _hasBegun;

    /// <summary>Sends a grain's read as the whole answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="reads">The grain.</param>
    /// <param name="first">The first page of its read.</param>
    /// <param name="missing">What is missing when the read found nothing.</param>
    public static Task Send(HttpContext context, IReadCursors reads, ReadPage first, string missing)
    {
        if (first.Outcome == Outcome.NotFound) return Problems.NotFound(context, missing);
        if (first.Outcome == Outcome.Busy) return Problems.Unavailable(context, "Too many reads of this are open.");
        return first.Read == 0 ? Answers.JsonText(context, first.Bytes.Span) : Stream(context, reads, first);
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            Answers.Begin(context);
        }

        context.Response.BodyWriter.Write(bytes);
    }

    /// <summary>Sends what was written, if it is much.</summary>
    public async ValueTask Flush()
    {
        if (context.Response.BodyWriter.UnflushedBytes >= 32 * 1024) await FlushNow(context);
    }

    /// <summary>Sends a grain's read as part of the answer.</summary>
    /// <param name="reads">The grain.</param>
    /// <param name="first">The first page of its read.</param>
    /// <param name="skip">How many bytes at its beginning are left out.</param>
    /// <returns>How many items the read had.</returns>
    public async ValueTask<int> Part(IReadCursors reads, ReadPage first, int skip = 0)
    {
        var turns = context.RequestServices.GetRequiredService<PageTurns>();
        var page = first;
        var items = 0;
        var whole = false;
        try
        {
            while (true)
            {
                if (page.Outcome != Outcome.Done) throw ProblemException.Unavailable($"A read ended with {page.Outcome}.");
                Write(page.Bytes.Span[Math.Min(skip, page.Bytes.Length)..]);
                skip = 0;
                items += page.Items;
                if (page.Read == 0) break;

                await FlushNow(context);

                // Its headers are sent by now.
                if (HttpMethods.IsHead(context.Request.Method)) return items;
                page = await turns.Next(reads, page, context.RequestAborted);
            }

            whole = true;
            await Flush();
            return items;
        }
        finally
        {
            if (!whole && page.Read != 0) await reads.EndRead(page.Read);
        }
    }

    private static async Task Stream(HttpContext context, IReadCursors reads, ReadPage first)
    {
        var answer = new PagedAnswer(context);
        await answer.Part(reads, first);
        answer.Write("\n"u8);
    }

    /// <summary>Sends what was written, and waits until the client has taken enough of it. Not for ever where the process stops.</summary>
    /// <param name="context">The request.</param>
    /// <param name="draining">When the process breaks off what is still under way; null to look for it, which leaves the request services of its own.</param>
    public static async ValueTask FlushNow(HttpContext context, Draining? draining = null)
    {
        var flushing = context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        var sent = flushing.IsCompletedSuccessfully
            ? flushing.Result
            : await flushing.AsTask().WaitAsync((draining ?? context.RequestServices.GetRequiredService<Draining>()).Over);
        if (sent.IsCompleted || sent.IsCanceled) context.RequestAborted.ThrowIfCancellationRequested();
    }
}
