using System.IO.Pipelines;
using Lockers.Api.Http.Coding;
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
    /// <exception cref="ProblemException">400: the body is not compressed as it says.</exception>
    /// <param name="request">The request.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <param name="over">When a process that stops breaks requests off: see <see cref="Draining.Over"/>.</param>
    public static async ValueTask<ReadResult> ReadPart(this HttpRequest request, CancellationToken stop, CancellationToken over)
    {
        try
        {
            var reading = request.BodyReader.ReadAsync(stop);
            return reading.IsCompletedSuccessfully ? reading.Result : await reading.AsTask().WaitAsync(over);
        }
        catch (Exception cut) when (
            cut is ConnectionResetException or ConnectionAbortedException || IsReset(cut) || (cut is OperationCanceledException && over.IsCancellationRequested))
        {
            throw new CutRequestException(cut);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or InvalidOperationException && BodyCodings.Of(request.HttpContext) is { } coding)
        {
            throw ProblemException.BadRequest($"The body is not what its Content-Encoding, {coding}, says, or is cut off: {wrong.Message}");
        }
    }

    // What a client of HTTP/2 has reset fails with this and nothing more.
    private static bool IsReset(Exception cut) => cut is IOException and not BadHttpRequestException;
}

/// <summary>The client went away in the middle of its request: there is nobody to answer.</summary>
internal sealed class CutRequestException(Exception cut) : IOException(cut.Message, cut);
