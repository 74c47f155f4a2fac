using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Lockers.Api.Http;

/// <summary>Reading a request's body, whose client may go away in the middle of it.</summary>
internal static class CutRequest
{
    /// <summary>The next part of the body.</summary>
    /// <exception cref="CutRequestException">
    /// The client went away, or sends no more while the process stops, when the server itself breaks off nobody who is slow. Connections between
    /// nodes fail with the same exceptions, and mean another thing.
    /// </exception>
    public static async ValueTask<ReadResult> ReadPart(this HttpRequest request, CancellationToken stop)
    {
        var over = request.HttpContext.RequestServices?.GetService<Draining>()?.Over ?? CancellationToken.None;
        try
        {
            var reading = request.BodyReader.ReadAsync(stop);
            return reading.IsCompletedSuccessfully ? reading.Result : await reading.AsTask().WaitAsync(over);
        }
        catch (Exception cut) when (
            cut is ConnectionResetException or ConnectionAbortedException || (cut is OperationCanceledException && over.IsCancellationRequested))
        {
            throw new CutRequestException(cut);
        }
    }
}

/// <summary>The client went away in the middle of its request: there is nobody to answer.</summary>
internal sealed class CutRequestException(Exception cut) : IOException(cut.Message, cut);
