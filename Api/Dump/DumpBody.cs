using System.IO.Pipelines;
using Lockers.Api.Configuration;
using Lockers.Api.Http;

namespace Lockers.Api.Dump;

/// <summary>Reads the body of a load as it arrives; what of it is held at once is bounded.</summary>
/// <param name="limits">How large it may be.</param>
/// <param name="time">The clock.</param>
internal sealed class DumpBody(LockersLimits limits, TimeProvider time)
{
    // What is parsed before its parts are staged.
    private const int SliceBytes = 64 * 1024;

    /// <summary>Gives the whole body to a parser, and what it makes of it to the load.</summary>
    /// <exception cref="ProblemException">400 that names the place, 413 when there is more than allowed.</exception>
    public async Task Read(HttpRequest request, DumpParser parser, DumpLoad load, CancellationToken stop)
    {
        if (request.ContentLength > limits.MaxLoadBytes) throw TooLarge();
        var body = request.BodyReader;
        var total = 0L;
        while (true)
        {
            var read = await Next(request, load, stop);
            try
            {
                total += read.Buffer.Length;
                if (total > limits.MaxLoadBytes) throw TooLarge();
                foreach (var segment in read.Buffer) await Stage(segment, parser, load);
            }
            finally
            {
                // The server reads on the rest of a body that is refused.
                body.AdvanceTo(read.Buffer.End);
            }

            if (read.IsCompleted) break;
        }

        parser.End();
        await Stage(parser, load);
    }

    /// <summary>Gives what has arrived to a parser, and what it makes of it to the load.</summary>
    /// <exception cref="ProblemException">400 that names the place.</exception>
    public static async Task Stage(ReadOnlyMemory<byte> arrived, DumpParser parser, DumpLoad load)
    {
        for (var at = 0; at < arrived.Length; at += SliceBytes)
        {
            parser.Read(arrived.Span.Slice(at, Math.Min(SliceBytes, arrived.Length - at)));
            await Stage(parser, load);
        }
    }

    /// <summary>Gives what a parser has made of what it was given to the load.</summary>
    public static async Task Stage(DumpParser parser, DumpLoad load)
    {
        while (parser.TryTake(out var part)) await load.Stage(part);
        await load.KeepAlive();
    }

    private async ValueTask<ReadResult> Next(HttpRequest request, DumpLoad load, CancellationToken stop)
    {
        var reading = request.ReadPart(stop, request.HttpContext.RequestServices?.GetService<Draining>()?.Over ?? CancellationToken.None);
        if (reading.IsCompletedSuccessfully) return reading.Result;
        var task = reading.AsTask();
        while (true)
        {
            try
            {
                return await task.WaitAsync(DumpLoad.AliveAfter, time, CancellationToken.None);
            }
            catch (TimeoutException) when (!task.IsCompleted)
            {
                await load.KeepAlive();
            }
        }
    }

    private ProblemException TooLarge() =>
        ProblemException.TooLarge($"The body has more than {limits.MaxLoadBytes} bytes, which is the limit.");
}
